"""Names that columns of order lines go by, lower-cased without accents and signs, the surest first."""

from __future__ import annotations

import re
import unicodedata

REQUIRED = ("order", "sku", "quantity", "unit_price", "ordered_at")

SYNONYMS: dict[str, tuple[str, ...]] = {
    "line_id": ("lineid", "orderlineid", "lineitemid", "orderitemid", "positionsid", "idligne", "idlinha"),
    "order": (
        "orderid", "ordernumber", "orderno", "ordername", "orderref", "invoiceno", "invoicenumber", "invoiceid",
        "invoice", "order", "salesorder", "transactionid",
        "bestellnummer", "bestellnr", "auftragsnummer", "auftragsnr", "rechnungsnummer", "rechnungsnr", "bestellung",
        "numerodecommande", "ncommande", "nocommande", "commande", "numerodefacture", "facture",
        "numerodepedido", "npedido", "idpedido", "pedido", "numerodefactura", "factura", "numerodopedido", "fatura",
    ),
    "sku": (
        "sku", "stockcode", "itemsku", "productsku", "variantsku", "lineitemsku", "sellersku", "productcode",
        "itemcode", "itemno", "itemnumber", "articleno", "productid", "itemid", "asin",
        "artikelnummer", "artikelnr", "artikelcode", "referencia", "reference", "referenceproduit", "refproduit",
        "codigodeproducto", "codigoproducto", "codigodoproduto", "codigoproduto", "codigo",
    ),
    "title": (
        "description", "productname", "producttitle", "itemname", "title", "product", "lineitemname", "item",
        "artikelbezeichnung", "artikelname", "bezeichnung", "beschreibung", "produkt", "artikel",
        "designation", "nomduproduit", "produit", "descripcion", "producto", "nombredelproducto",
        "descricao", "produto", "nomedoproduto",
    ),
    "quantity": (
        "quantity", "qty", "quantityordered", "quantitypurchased", "qtyordered", "lineitemquantity", "units",
        "menge", "anzahl", "stuckzahl", "quantite", "qte", "cantidad", "unidades", "quantidade", "qtd", "qtde",
    ),
    "unit_price": (
        "unitprice", "priceperunit", "priceeach", "lineitemprice", "sellingprice", "price",
        "einzelpreis", "stuckpreis", "preis", "prixunitaire", "prixunit", "prix",
        "preciounitario", "preciounidad", "precio", "precounitario", "preco", "valorunitario",
    ),
    "ordered_at": (
        "invoicedate", "orderdate", "orderdatetime", "orderedat", "purchasedate", "createdat", "dateordered",
        "transactiondate", "datetime", "timestamp", "date",
        "bestelldatum", "auftragsdatum", "rechnungsdatum", "datum", "datedecommande", "datecommande",
        "fechadepedido", "fechapedido", "fecha", "datadopedido", "datapedido", "data",
    ),
    "customer": (
        "customerid", "customeremail", "buyeremail", "customer", "email", "buyerid", "clientid",
        "kundennummer", "kundennr", "kunde", "idclient", "client", "idcliente", "cliente", "correo",
    ),
    "currency": ("currency", "currencycode", "wahrung", "devise", "moneda", "divisa", "moeda"),
    "discount": ("linediscount", "itemdiscount", "lineitemdiscount", "discountamount", "discount", "rabatt", "remise",
                 "descuento", "desconto"),
    "tax": ("linetax", "itemtax", "taxamount", "vatamount", "tax", "vat", "mwst", "ust", "tva", "iva"),
    "line_total": (
        "linetotal", "lineamount", "rowtotal", "totalprice", "total", "amount", "subtotal",
        "gesamtpreis", "betrag", "summe", "prixtotal", "montant", "importe", "preciototal", "valortotal",
    ),
}  # fmt: skip
"""What → its names in English, German, French, Spanish and Portuguese."""


def folded(header: str) -> str:
    """Return a header's name as SYNONYMS writes it: "Prix d'unité" becomes "prixdunite"."""
    bare = unicodedata.normalize("NFKD", header.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", bare.lower())
