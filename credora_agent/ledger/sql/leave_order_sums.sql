-- Takes orders that are gone off their day: their rows, if any are left, are of no standing order.
update order_sums set local_date = null, placed_at = null, currency = null
where tenant_id = :tenant and connection_id = :connection
  and order_ref in (select source_id from gone where source_table = 'orders');
