-- Notes who placed each order.
update orders as kept
set customer_ref = given.customer_ref
from json_to_recordset(cast(:rows as json)) as given (order_ref text, customer_ref text)
where kept.tenant_id = :tenant and kept.connection_id = :connection and kept.order_ref = given.order_ref
  and kept.customer_ref is distinct from given.customer_ref;
