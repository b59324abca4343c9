"""Spanish, of Spain and of Latin America."""

from __future__ import annotations

from credora_agent.agent.planner.tongues.tongue import WEEKDAYS, Tongue, plain_letters, spread, words
from credora_agent.agent.planner.tongues.verbs import moves

_METRICS = {
    "gross sales": "ventas brutas, venta bruta, ingresos brutos, facturación bruta",
    "net sales": "ventas netas, venta neta",
    "sales": "ventas, venta",
    "sell": "vender",
    "sold": "vendido, vendidas, vendimos, vendí, vendió, vende, vendemos",
    "total sales": "ventas totales, total de ventas, ventas en total",
    "discounts": "descuentos, descuento, rebajas, cupones, promociones",
    "discount rate": "tasa de descuento, porcentaje de descuento, descuento medio, descuento promedio",
    "refunds": "reembolsos, reembolso, reintegros, reembolsado, reembolsamos",
    "returns": "devoluciones, devolución, devuelto, devolvieron, cambios y devoluciones",
    "return rate": "tasa de devolución, tasa de devoluciones, tasa de reembolso, porcentaje de devoluciones, "
    "índice de devoluciones, tasa de reembolsos, ratio de devoluciones",
    "shipping income": "ingresos por envío, ingresos por envíos, ingresos de envío",
    "revenue": "ingresos, ingreso, facturación, ingresos totales, volumen de negocio, facturado, facturamos, "
    "cifra de negocio, cifra de negocios, ingresos netos",
    "cogs": "coste de ventas, costo de ventas, coste de los productos, costo de los productos, coste de mercancía, "
    "costo de la mercancía, costo de mercancía, coste de la mercancía, coste de los bienes vendidos, "
    "costo de los bienes vendidos, coste de producto, costo de producto",
    "gross profit": "beneficio bruto, ganancia bruta, utilidad bruta, ganancias brutas, resultado bruto",
    "gross margin": "margen bruto",
    "margin": "margen, márgenes",
    "net margin": "margen neto",
    "profit margin": "margen de beneficio, margen de ganancia, margen de utilidad",
    "contribution margin": "margen de contribución",
    "shipping costs": "gastos de envío, costes de envío, costos de envío, coste de envío, costo de envío, "
    "gasto en envíos, gastos de logística, costes logísticos",
    "shipping": "envío, envíos",
    "fees": "comisiones, comisión, tarifas de pago, comisiones de pago, comisiones bancarias, tasas de pago",
    "ad spend": "gasto publicitario, gasto en publicidad, gasto en anuncios, inversión publicitaria, "
    "inversión en publicidad, gastos de publicidad, gasto de publicidad, gastos publicitarios, gastado en anuncios, "
    "gastado en publicidad, gastamos en publicidad, gastamos en anuncios, gasté en anuncios, invertido en publicidad, "
    "invertido en anuncios, gasto en ads",
    "marketing costs": "gastos de marketing, costes de marketing, gasto en marketing, costos de marketing",
    "advertising": "publicidad",
    "ads": "anuncios, anuncio",
    "operating costs": "gastos operativos, costes operativos, costos operativos, gastos de explotación, "
    "gastos generales",
    "fixed costs": "costes fijos, costos fijos, gastos fijos",
    "payroll": "nóminas, nómina, sueldos, salarios",
    "rent": "alquiler",
    "operating profit": "beneficio operativo, resultado operativo, utilidad operativa, resultado de explotación",
    "net profit": "beneficio neto, ganancia neta, utilidad neta, resultado neto, ganancias netas, beneficios netos",
    "profit": "beneficio, beneficios, ganancia, ganancias, utilidad, utilidades",
    "loss": "pérdida, pérdidas",
    "vat": "iva",
    "taxes": "impuestos, impuesto",
    "tips": "propinas",
    "gift cards": "tarjetas de regalo, tarjetas regalo, tarjeta de regalo",
    "orders": "pedidos, pedido, órdenes, compras",
    "how many orders": "cuántos pedidos, cuántas órdenes, número de pedidos, cantidad de pedidos",
    "units": "unidades, unidad, artículos vendidos, unidades vendidas, piezas",
    "how many units": "cuántas unidades, cuántos artículos, cuántas piezas",
    "average order value": "ticket medio, ticket promedio, valor medio de pedido, valor medio del pedido, "
    "valor promedio de pedido, valor promedio del pedido, pedido medio, cesta media, compra media, "
    "valor medio por pedido, valor promedio por pedido",
    "interest": "intereses, interés",
    "costs": "costes, coste, costos, costo, gastos, gasto",
    "spend": "gastar, gastamos, gastado, gasté, gastó",
    "how much did we make": "cuánto ganamos, cuánto hemos ganado, cuánto dinero ganamos, cuánto he ganado, cuánto gané",
    "how much did we sell": "cuánto vendimos, cuánto hemos vendido, cuánto se vendió, cuánto vendí, cuánto he vendido",
    "how much did we spend on": "cuánto gastamos en, cuánto hemos gastado en, cuánto se gastó en, cuánto gasté en, "
    "cuánto he gastado en",
    "how much did we spend on ads": "cuánto gastamos en anuncios, cuánto gastamos en publicidad, "
    "cuánto hemos gastado en publicidad, cuánto hemos gastado en anuncios, cuánto gasté en publicidad, "
    "cuánto gasté en anuncios",
    "last": "último",
    "next": "próximo, siguiente",
    "reduction": "reducción",
    "before": "antes de, antes",
    "after": "después de, tras",
    "current": "actual",
    "bank": "banco",
    "bank balance": "saldo",
    "debt": "deuda, deudas",
    "chart": "gráfico, gráfica",
    "table": "tabla",
    "detail": "detalle, desglose",
    "send": "enviar, envía, manda",
    "create": "crear, crea",
    "supplier": "proveedor",
    "freight": "transporte",
    "warehouse": "almacén",
    "subscriptions": "suscripción",
    "half": "semestre",
    "software costs": "licencias",
    "list": "lista, listado",
    "this morning": "esta mañana, hoy por la mañana",
}

_TOPICS = {
    "unit costs": "costes unitarios, coste unitario, costos unitarios, costo unitario",
    "last # orders": "últimos # pedidos, # últimos pedidos",
    "last order": "último pedido",
    "loan": "préstamo, crédito",
    "we take a loan of": "pedimos un préstamo de, tomamos un préstamo de, pedimos un crédito de, "
    "sacamos un préstamo de, solicitamos un préstamo de",
    "we take a loan": "pedimos un préstamo, tomamos un préstamo",
    "over # months": "a # meses, en # meses, durante # meses",
    "at #": "al %, a un %",
    "we stop all ads": "dejamos de hacer publicidad, dejamos de anunciarnos, paramos la publicidad, "
    "paramos los anuncios, quitamos la publicidad, paramos toda la publicidad, paramos todos los anuncios, "
    "apagamos los anuncios",
    "drop": "caen, bajan, cayeran, bajaran, cae",
    "rise": "suben, subieran, crecen",
    "come back": "repiten, vuelven, vuelven a comprar, regresan, volvieron a comprar, volvieron, repitieron",
    "will we have enough cash": "tendremos suficiente dinero, nos alcanza el dinero, nos alcanzará el dinero, "
    "tendremos suficiente efectivo, tendremos suficiente caja, alcanza la caja, tendremos dinero suficiente, "
    "llegaremos con dinero",
    "at year end": "a fin de año, a final de año, al final del año, hasta fin de año, hasta final de año, "
    "hasta el final del año",
    "how much cash will we have": "cuánto dinero tendremos, cuánta caja tendremos, cuánto efectivo tendremos, "
    "cuánto dinero habrá",
    "should we stop": "debería parar, debo parar, deberíamos parar, debería pausar, tengo que parar, debo pausar, "
    "deberíamos pausar",
    "where are we losing money": "dónde estamos perdiendo dinero, dónde perdemos dinero, en qué perdemos dinero",
    "simulate": "simula, simular, simulemos",
    "biggest orders": "pedidos más grandes, mayores pedidos",
    "money": "dinero",
    "performance": "rendimiento, desempeño",
    "the biggest": "los mayores, las mayores",
    "the highest": "el mayor, la mayor",
    "we pay": "pagamos",
    "we order": "pedimos, compramos",
    "profit and loss": "pérdidas y ganancias, cuenta de resultados, estado de resultados, ganancias y pérdidas, "
    "cuenta de pérdidas y ganancias, estado de pérdidas y ganancias, pyg, p y g",
    "did we make money": "ganamos dinero, hemos ganado dinero, tuvimos ganancias, gané dinero, he ganado dinero",
    "did we lose money": "perdimos dinero, hemos perdido dinero, estamos perdiendo dinero, perdí dinero",
    "are not profitable": "no son rentables, no es rentable, no son rentable, no ganan dinero",
    "profitable": "rentable, rentables",
    "were we profitable": "fuimos rentables, hemos sido rentables, fuimos rentable",
    "how did": "cómo fue, cómo nos fue, cómo nos fue en, cómo ha ido, qué tal fue, qué tal, cómo estuvo, "
    "cómo fue el mes de",
    "how are we doing": "cómo vamos, cómo va el negocio, cómo va la tienda, cómo nos va, qué tal vamos",
    "overview": "resumen, panorama, visión general",
    "numbers": "números, cifras",
    "results": "resultados, resultado",
    "return on ad spend": "retorno de la inversión publicitaria, retorno publicitario, retorno de la publicidad",
    "campaigns": "campañas, campañas publicitarias, campañas de anuncios",
    "campaign": "campaña, campaña publicitaria",
    "which campaigns": "qué campañas, cuáles campañas",
    "which campaign": "qué campaña, cuál campaña",
    "by campaign": "por campaña",
    "by product": "por producto",
    "top products": "productos más vendidos, mejores productos, productos estrella, productos top",
    "top # products": "# productos más vendidos, # mejores productos, mejores # productos, top # productos, "
    "top # de productos, top # de los productos",
    "worst products": "peores productos, productos menos vendidos",
    "which products": "qué productos, cuáles productos, cuáles son los productos",
    "which product": "qué producto, cuál producto, cuál es el producto",
    "products": "productos, artículos",
    "product": "producto, artículo",
    "best selling": "más vendido, más vendidos, más vendida, más vendidas",
    "lose money": "pierden dinero, pierde dinero, dan pérdidas, da pérdidas, perdiendo dinero",
    "most profitable": "más rentables, más rentable",
    "least profitable": "menos rentables, menos rentable",
    "cash": "caja, efectivo, tesorería, liquidez, dinero en caja, dinero en el banco, saldo bancario",
    "how much cash do we have": "cuánto dinero tenemos, cuánto efectivo tenemos, cuánta caja tenemos, "
    "cuánto dinero tenemos en el banco, cuánto dinero hay en caja, cuánta liquidez tenemos, "
    "cuánto dinero queda en caja",
    "cash flow": "flujo de caja, flujo de efectivo",
    "run out of cash": "quedarnos sin dinero, quedamos sin dinero, quedaremos sin dinero, quedarnos sin efectivo, "
    "quedamos sin efectivo, quedamos sin caja, quedaremos sin caja, quedarnos sin caja, quedarnos sin liquidez, "
    "nos quedaremos sin dinero, nos quedamos sin dinero, nos quedaremos sin efectivo, nos quedamos sin caja",
    "how long is our runway": "cuánto nos dura la caja, cuánto tiempo nos dura la caja, cuánto nos dura el dinero, "
    "para cuántos meses tenemos caja, cuántos meses de caja tenemos, cuánto durará la caja, "
    "cuánto nos durará el dinero, cuánto tiempo nos dura el dinero, para cuántos meses nos alcanza el dinero",
    "forecast": "previsión, pronóstico, proyección, previsiones, pronósticos, pronostica",
    "what will revenue be": "cuánto vamos a facturar, cuánto facturaremos, cuáles serán los ingresos, "
    "cómo serán los ingresos, qué ingresos tendremos",
    "what will sales be": "cuánto venderemos, cuánto vamos a vender, cuáles serán las ventas, cómo serán las ventas",
    "what will": "cuánto será, cuál será, cuáles serán, cómo será, cómo serán",
    "will": "será, serán, va a, van a, vamos a",
    "expected": "esperado, esperados, previsto, previstos",
    "what would happen with": "qué pasaría con, qué sucedería con, qué ocurriría con",
    "what if": "qué pasa si, qué pasaría si, y si, qué ocurriría si, qué sucede si, qué pasará si",
    "we raise prices": "subimos los precios, subimos precios, subiéramos los precios, aumentamos los precios, "
    "subo los precios, subiera los precios, aumentáramos los precios, subimos el precio",
    "we lower prices": "bajamos los precios, bajamos precios, bajáramos los precios, bajo los precios, "
    "reducimos los precios",
    "we cut ad spend": "reducimos la publicidad, recortamos la publicidad, reducimos el gasto en publicidad, "
    "recortamos el gasto publicitario, bajamos el gasto en publicidad, reducimos la inversión publicitaria, "
    "reducimos el gasto publicitario",
    "we increase ad spend": "aumentamos la publicidad, aumentamos el gasto en publicidad, "
    "subimos la inversión publicitaria, aumentamos la inversión publicitaria, aumentamos el gasto publicitario, "
    "aumentáramos la publicidad",
    "we double ad spend": "duplicamos la publicidad, duplicamos el gasto en publicidad, "
    "duplicamos el gasto publicitario, duplicamos la inversión publicitaria",
    "we hire": "contratamos, contratáramos, contrato, contratamos a alguien, contratamos a una persona",
    "can we afford": "podemos permitirnos, podemos pagar, nos podemos permitir",
    "a month": "al mes, mensuales",
    "break-even ROAS": "roas de equilibrio, roas de break even",
    "break even": "punto de equilibrio, umbral de rentabilidad",
    "customers": "clientes, cliente, compradores",
    "new customers": "clientes nuevos, nuevos clientes",
    "how many new customers": "cuántos clientes nuevos, cuántos nuevos clientes",
    "how many customers": "cuántos clientes",
    "returning customers": "clientes recurrentes, clientes que repiten, clientes repetidos",
    "repeat purchase rate": "tasa de recompra, tasa de repetición",
    "retention": "retención, tasa de retención",
    "customer lifetime value": "valor de vida del cliente, valor del tiempo de vida, valor de vida de los clientes, "
    "valor de por vida del cliente",
    "customer acquisition cost": "cuánto cuesta adquirir un cliente, cuánto costó adquirir un cliente, "
    "cuánto nos cuesta un cliente nuevo, cuánto nos cuesta adquirir un cliente, coste de adquisición, "
    "costo de adquisición, coste de adquisición de clientes, costo de adquisición de clientes, coste por adquisición",
    "cohorts": "cohortes, cohorte",
    "stock": "existencias, inventario, inventarios",
    "how much stock do we have": "cuánto stock tenemos, cuántas existencias tenemos, cuánto inventario tenemos, "
    "cuánto stock queda, cuánto stock nos queda, cuánto inventario queda",
    "out of stock": "agotado, agotados, sin stock, agotadas, sin existencias",
    "which products run out": "qué productos se agotan, qué productos se agotarán, qué se agota, qué se va a agotar, "
    "qué productos se van a agotar, qué productos se acaban",
    "reorder": "reponer, reabastecer, volver a pedir",
    "what should we reorder": "qué debemos reponer, qué tenemos que reponer, qué hay que reponer, qué debo reponer, "
    "qué debería reponer",
    "days of cover": "días de cobertura",
    "budget": "presupuesto, presupuestos",
    "budget versus actual": "presupuestado vs real, presupuestado versus real, presupuestado frente a real, "
    "presupuesto vs real, real vs presupuesto, real frente a presupuesto, previsto vs real",
    "versus budget": "frente al presupuesto, contra el presupuesto, vs presupuesto, respecto al presupuesto",
    "over budget": "por encima del presupuesto, fuera de presupuesto, pasados de presupuesto",
    "are we on budget": "cumplimos el presupuesto, vamos según el presupuesto, estamos dentro del presupuesto",
    "target": "objetivo, objetivos, meta de ventas",
    "payouts": "pagos, pagos de shopify, liquidaciones, liquidación, abonos, desembolsos",
    "payout": "abono, desembolso",
    "next payout": "próximo pago, próxima liquidación, siguiente pago, próximo abono",
    "last payout": "último pago, última liquidación, último abono",
    "alert me when": "avísame cuando, avísame si, alértame cuando, alértame si, notifícame cuando, notifícame si",
    "falls below": "baje de, baja de, caiga por debajo de, esté por debajo de, sea inferior a, caiga bajo, "
    "baje por debajo de, cae por debajo de, sea menor que, descienda de",
    "rises above": "supere, supera, suba de, sea superior a",
    "create an alert": "crea una alerta, crear una alerta, pon una alerta, configura una alerta",
    "alerts": "alertas, alerta, avisos",
    "export": "exporta, exportar, exportación, descarga, descargar",
    "every monday": "cada lunes, todos los lunes",
    "send me": "envíame, mándame",
    "a report": "un informe, un reporte",
    "report": "informe, reporte",
    "what needs attention": "qué necesita atención, qué requiere atención, qué necesita mi atención, qué debo mirar, "
    "qué requiere mi atención, en qué debo fijarme, qué problemas hay",
    "findings": "hallazgos",
    "what should we": "qué deberíamos, qué debemos",
    "should we": "deberíamos, debemos",
    "conversion rate": "tasa de conversión",
    "visitors": "visitantes, visitas",
    "traffic": "tráfico",
    "clicks": "clics",
    "impressions": "impresiones",
    "search terms": "términos de búsqueda",
    "by country": "por país, por países",
    "by channel": "por canal, por canales",
    "reconcile": "conciliar, concilia, conciliación, cuadra, cuadrar, cuadran",
    "match": "coincide, coinciden, coincidir",
    "does not match": "no cuadra, no cuadran, no coincide, no coinciden",
    "show me the rows behind": "muéstrame los movimientos de, muestra las filas detrás de, muéstrame las filas de, "
    "qué movimientos hay detrás de, muéstrame los asientos de, muéstrame los apuntes de, qué hay detrás de, "
    "muéstrame las filas detrás de, muéstrame el detalle de, detalle de, desglose de",
    "transactions": "transacciones, movimientos, asientos, apuntes",
    "rows": "filas, registros",
    "behind": "detrás de, tras",
    "how fresh is the data": "qué tan recientes son los datos, están actualizados los datos, "
    "cuán actualizados están los datos, de cuándo son los datos, qué tan actualizados están los datos",
    "last sync": "última sincronización, última importación, última actualización",
    "when was the": "cuándo fue la, cuándo fue el",
    "what data do you have": "qué datos tienes, qué datos hay, qué datos tenemos",
    "data": "datos",
    "is the data up to date": "los datos están actualizados, los datos están al día, están al día los datos",
    "competitors": "competidores, competencia",
    "weather": "clima, qué tiempo hace, qué tiempo hará, qué tiempo va a hacer",
    "poem": "poema",
    "joke": "chiste",
    "hello": "hola, buenos días, buenas tardes",
    "what can you do": "qué puedes hacer, qué sabes hacer, qué puedo preguntar, qué te puedo preguntar",
    "help": "ayuda, ayúdame",
    "thanks": "gracias",
    "ignore previous instructions": "ignora las instrucciones anteriores, olvida las instrucciones anteriores, "
    "ignora tus instrucciones, ignora todas las instrucciones, ignora todas las instrucciones anteriores, "
    "olvida tus instrucciones",
    "other shop": "otra tienda, otras tiendas",
    "all shops": "todas las tiendas",
    "system prompt": "prompt del sistema, instrucciones del sistema",
    "password": "contraseña, contraseñas",
    "cancel": "cancela, cancelar, anula, anular",
    "delete": "borra, borrar, elimina, eliminar",
    "refund": "reembolsa, reembolsar, devuelve",
    "pause": "pausa, pausar, detén",
    "pause all campaigns": "pausa todas las campañas, detén todas las campañas",
    "change": "cambia, cambiar, modifica",
    "the price": "el precio",
    "prices": "precios",
    "price": "precio",
    "raise": "sube, subir, aumenta el",
    "set": "establece, fija, configura, pon",
    "email": "correo, envía por correo",
    "please": "por favor",
    "order": "el pedido",
    "customer": "el cliente",
    "the accountant": "contable, contador",
    "increase": "aumentar, incrementar",
}

_SHAPES = {
    "will": "iremos, tendremos, seremos, llegaremos",
    "going": "va, van, marcha, marchan",
    "earn": "ganamos, ganado, gané, ganó",
    "perform": "rinden, rinde, rindió, funcionan, funciona, funcionó",
    "left": "queda, quedan",
    "bought": "compraron, compró",
    "bring": "aportan, aporta, aportó, aportaron, dejan, dejó, dejaron, trajo, trajeron, traen",
    "lost": "perdimos, perdido, perdí",
    "collected": "cobramos, cobrado, recaudamos, recaudado",
    "pay": "pagamos, pagado, pagué, pagó",
    "generate": "generamos, generó, generaron, genera, generado, generan",
    "came in": "entró, entraron, ingresó",
    "cost": "costó, costaron, cuesta, cuestan, costado, costaba",
    "the one before": "anterior",
    "compared to": "frente a, comparado con, comparada con, comparados con, comparadas con, en comparación con, "
    "respecto a, respecto de, con respecto a, en relación con, contra, versus, frente al, respecto al, "
    "en comparación a, comparado a, en comparación al, comparado al, con respecto al",
    "compare": "compara, comparar, compárame, comparación, comparativa",
    "compare with": "compara con",
    "difference": "diferencia, diferencias",
    "year over year": "interanual, año contra año, año sobre año, interanuales, año a año",
    "month over month": "intermensual, mes a mes, mes contra mes, mes sobre mes",
    "week over week": "semana a semana, semana contra semana",
    "change ": "cambio, cambios, variación, cambiado, cambió, cambiaron, variado, variaron",
    "growth": "crecimiento",
    "grown": "crecido, crecieron, creció, crecimos, creciendo",
    "up": "subido, subieron, subió, aumentado, aumentaron, aumentó, subiendo, incremento, subida, aumento",
    "fallen": "bajado, bajaron, bajó, caído, cayeron, cayó, disminuido, disminuyó, disminuyeron, caída, bajada, "
    "descenso, bajando, cayendo",
    "improved": "mejorado, mejoró, mejoraron",
    "worsened": "empeorado, empeoró, empeoraron",
    "~higher": "más alto, más alta, más altos, más altas, superior, superiores, mayor",
    "~lower": "más bajo, más baja, más bajos, más bajas, inferior, menor",
    "so high": "tan alto, tan altos, tan alta, tan altas",
    "better": "mejor que, mejores que",
    "better than": "mejor que el, mejor que la, mejor que en",
    "worse than": "peor que, peor que el, peor que en, peor que la",
    "more than #": "más de #",
    "less than #": "menos de #",
    "~more": "más",
    "~less": "menos",
    "~than": "que",
    "why": "por qué, porqué, a qué se debe, cuál es la razón, qué causó, qué explica, cuál es la causa de",
    "explain": "explica, explícame",
    "trend": "tendencia, tendencias, evolución",
    "how have developed": "cómo evolucionaron, cómo evolucionó, cómo evoluciona, cómo evolucionan",
    "how has": "cómo ha, cómo han, cómo hemos",
    "developed": "evolucionado, evolucionan, evolucionaron, evolucionó, evoluciona",
    "over time": "a lo largo del tiempo, en el tiempo, con el tiempo",
    "worked best": "funcionó mejor, funciona mejor, funcionaron mejor",
    "~best": "mejor, mejores",
    "~worst": "peor, peores",
    "with the most": "con más, con mayor, con mayores, con el mayor, con la mayor",
    "with the fewest": "con menos, con menor, con menores, con el menor, con la menor",
    "highest": "más alto de, máximo, máxima",
    "lowest": "más bajo de, mínimo, mínima",
    "biggest": "más grande, más grandes",
    "share of": "cuánto representan, qué porcentaje representan, qué porcentaje suponen, qué proporción representan, "
    "porcentaje de, proporción de, qué parte de",
    "average": "promedio, media, medio",
    "how much": "cuánto, cuánta, a cuánto ascienden, a cuánto asciende, cuánto fue, cuánto fueron, cuánto suman",
    "how many": "cuántos, cuántas",
    "what was": "cuál fue, cuál ha sido, cuál era",
    "what were": "cuáles fueron, cuáles han sido, cuáles eran",
    "what is": "cuál es",
    "what are": "cuáles son",
    "~which": "qué, cuál, cuáles",
    "what happened": "qué pasó, qué ha pasado, qué sucedió, qué ocurrió",
    "each": "cada",
    "when": "cuándo",
    "how": "cómo",
    "show me": "muéstrame, muestra, enséñame, dame, dime, quiero ver, ver, mostrar, necesito, quiero, lista, listame",
    "is that good": "es bueno, está bien, eso es bueno, es eso bueno, es normal, eso está bien",
    "not": "no",
    "without": "sin",
    "only": "sólo, solo, solamente, únicamente",
    "and": "y, e",
    "or": "o, u",
    "with": "con",
    "by": "por",
    "of": "de, del",
    "in": "en",
    "~to": "a, al",
    "total": "total, en total",
    "for": "para",
    "from": "desde, a partir de, a partir del",
    "until": "hasta",
    "between": "entre",
    "during": "durante",
    "over": "superior a, por encima de",
    "if": "si",
    "we": "nosotros",
    "store": "tienda",
    "everything": "todo",
    "all": "todos, todas, toda",
    "was": "fue, era, ha sido",
    "were": "fueron, eran, han sido",
    "is": "es, está",
    "are": "son, están",
    "did": "hicimos, hizo",
    "had": "tuvimos, tuve, hubo, hemos tenido, recibimos, hemos recibido, he tenido",
    "have": "tenemos, tengo, hay",
}

_MONTHS = {
    "January": "enero, ene", "February": "febrero, feb", "March": "marzo", "April": "abril, abr", "May": "mayo",
    "June": "junio, jun", "July": "julio, jul", "August": "agosto, ago", "September": "septiembre, setiembre, sept",
    "October": "octubre, oct", "November": "noviembre, nov", "December": "diciembre, dic",
}  # fmt: skip
_DAYS = {
    "Monday": "lunes", "Tuesday": "martes", "Wednesday": "miércoles", "Thursday": "jueves", "Friday": "viernes",
    "Saturday": "sábado", "Sunday": "domingo", "Christmas": "navidad", "Easter": "pascua, semana santa",
    "Black Friday": "viernes negro", "Valentine's Day": "san valentín", "Black Friday ": "black friday",

    "Christmas season": "navideño, navideña, navideños, navideñas, temporada navideña, campaña de navidad",
    "Mother's Day": "día de la madre",
    "Father's Day": "día del padre", "New Year's Eve": "nochevieja", "Christmas Eve": "nochebuena",
    "spring": "primavera", "summer": "verano", "autumn": "otoño", "winter": "invierno",
}  # fmt: skip
_NUMBERS = {
    "2": "dos", "3": "tres", "4": "cuatro", "5": "cinco", "6": "seis", "7": "siete", "8": "ocho", "9": "nueve",
    "10": "diez", "11": "once", "12": "doce", "14": "catorce", "15": "quince", "20": "veinte", "30": "treinta",
    "60": "sesenta", "90": "noventa",
}  # fmt: skip
_UNITS = {
    "day": ("día", "días"), "week": ("semana", "semanas"), "month": ("mes", "meses"),
    "quarter": ("trimestre", "trimestres"), "year": ("año", "años"), "weekend": ("fin de semana", "fines de semana"),
}  # fmt: skip
_SPANS = spread(
    {
        "{e}": "{0}",
        "for 1 {e}": "durante una {0}, durante un {0}, por una {0}, por un {0}",
        "{e}s": "{1}",
        "last {e}": "{0} pasado, {0} pasada, último {0}, última {0}, pasado {0}, pasada {0}",
        "the {e} before last": "{0} antepasado, {0} antepasada, penúltimo {0}, penúltima {0}, "
        "{0} anterior al pasado, {0} anterior a la pasada",
        "first {e} of": "primer {0} de, primera {0} de, primer {0} del, primera {0} del",
        "second {e} of": "segundo {0} de, segunda {0} de, segundo {0} del, segunda {0} del",
        "third {e} of": "tercer {0} de, tercera {0} de, tercer {0} del, tercera {0} del",
        "fourth {e} of": "cuarto {0} de, cuarta {0} de, cuarto {0} del, cuarta {0} del",
        "last {e} of": "último {0} de, última {0} de, último {0} del, última {0} del",
        "the {e} before": "{0} anterior, anterior {0}, {0} previo, {0} previa",
        "this {e}": "este {0}, esta {0}, {0} actual, {0} en curso, presente {0}",
        "this {e} so far": "lo que va de {0}, lo que va del {0}, lo que va de este {0}, lo que llevamos de {0}, "
        "{0} hasta ahora, {0} hasta hoy, este {0} hasta ahora, esta {0} hasta ahora, lo que llevamos del {0}, "
        "en lo que va de {0}, en lo que va del {0}, en lo que llevamos de {0}",
        "next {e}": "próximo {0}, próxima {0}, {0} que viene, {0} próximo, {0} próxima, siguiente {0}",
        "next # {e}s": "próximos # {1}, próximas # {1}, # próximos {1}, siguientes # {1}",
        "last # {e}s": "últimos # {1}, últimas # {1}, # últimos {1}, # últimas {1}, pasados # {1}, pasadas # {1}",
        "# {e}s ago": "hace # {1}",
        "1 {e} ago": "hace un {0}, hace una {0}",
        "same {e} last year": "mismo {0} del año pasado, misma {0} del año pasado, mismo {0} del año anterior, "
        "misma {0} del año anterior, mismo {0} de hace un año",
        "by {e}": "por {0}, por {1}",
        "every {e}": "cada {0}, todos los {1}, todas las {1}",
        "best {e}": "mejor {0}",
        "worst {e}": "peor {0}",
        "which {e}s": "qué {1}, cuáles {1}",
        "which {e}": "qué {0}, cuál {0}, cuál fue el {0}, cuál fue la {0}",
        "best # {e}s": "# mejores {1}, mejores # {1}",
        "worst # {e}s": "# peores {1}, peores # {1}",
    },
    _UNITS,
)
_WEEKDAYS = spread(
    {
        "last {e}": "{0} pasado, último {0}, pasado {0}",
        "next {e}": "próximo {0}, {0} que viene",
        "the {e} before": "{0} anterior",
        "first {e} of": "primer {0} de, primer {0} del",
        "second {e} of": "segundo {0} de, segundo {0} del",
        "third {e} of": "tercer {0} de, tercer {0} del",
        "last {e} of": "último {0} de, último {0} del",
    },
    {day: (_DAYS[day].split(",")[0], "") for day in WEEKDAYS},
)
_TIMES = {
    "same day last week": "mismo día de la semana pasada, mismo día de la semana anterior, mismo día la semana pasada",
    "today": "hoy",
    "yesterday": "ayer",
    "day before yesterday": "anteayer, antes de ayer",
    "tomorrow": "mañana",
    "now": "ahora, ahora mismo, actualmente",
    "so far": "hasta ahora, hasta la fecha, hasta hoy",
    "monthly": "mensual, mensualmente, mensuales",
    "weekly": "semanal, semanales, semanalmente",
    "daily": "diario, diaria, diarios, diarias, diariamente",
    "quarterly": "trimestral, trimestrales",
    "yearly": "anual, anuales, anualmente",
    "previous period": "periodo anterior, período anterior, periodo previo",
    "same period last year": "mismo periodo del año pasado, mismo período del año pasado, "
    "mismo periodo del año anterior, mismo período del año anterior",
    "Q1": "primer trimestre, 1 trimestre, t1, trimestre 1, 1t",
    "Q2": "segundo trimestre, 2 trimestre, t2, trimestre 2, 2t",
    "Q3": "tercer trimestre, 3 trimestre, t3, trimestre 3, 3t",
    "Q4": "cuarto trimestre, 4 trimestre, t4, trimestre 4, 4t, último trimestre del año",
    "Q#": "# trimestre",
    "H1": "primer semestre, 1 semestre, primera mitad del año, primera mitad de",
    "H2": "segundo semestre, segunda mitad del año, segunda mitad de",
    "first half of": "primera mitad, primera quincena de, primera quincena del",
    "second half of": "segunda quincena de, segunda quincena del",
    "full": "completo, completa, entero, entera",
    "week #": "semana #, semana número #",
    "beginning of": "principios de, comienzos de, inicios de, principio de",
    "mid": "mediados de",
    "end of": "finales de, fines de, final de, fin de",
    "since": "desde, desde el, desde la",
    "ever": "historia, de la historia, de todos los tiempos",
    "since we started": "desde el principio, desde que empezamos, desde el inicio, en toda la historia, desde siempre",
    "lately": "últimamente, recientemente",
    "period": "periodo, período",
    "fiscal year": "año fiscal, ejercicio fiscal",
    "last fiscal year": "último año fiscal, año fiscal pasado",
    "second ": "segundo, segunda",
    "1 ": "primero de, 1 de",
}

_AR, _IR = "ara áramos aran ase ásemos amos emos an ar", "iera iéramos ieran iese iésemos imos amos en ir"
_MOVES = moves(
    [("aument increment elev", _AR), ("sub", _IR)],
    [("baj recort rebaj disminuy", _AR), ("reduj", "era éramos eran ese ésemos"), ("reduzc", "amos a an")],
    whole={"lower ": "reducimos reducir reducen cayera cayeran caen caer disminuimos"},
)

_SMALL = words(
    """
    el la los las lo un una unos unas de del en a al y o e por para con nos nuestro nuestra nuestros nuestras mi mis
    me te se su sus tu tus este esta estos estas ese esa eso esto hemos he ha han habido hubo que es son fue fueron
    ser sido era eran estan si no ya muy tan como cual cuales mas cada todo todos toda todas sobre entre hasta desde
    durante sin yo nosotros usted ustedes puedes podrias podemos podria favor le les fuera tambien ahi aqui asi pero
    cuando donde quien hace hacer hicimos decir saber conocer gustaria tuvo tuve tienen tiene tengo aun ademas
    """
)


def _forms(word: str) -> list[str]:
    if word == "qué":
        return ["que"]
    stem = word[:-1]
    if word.endswith("s") and len(word) > 4:  # noqa: PLR2004 - shorter ones are no plurals
        return [word[:-2] if word.endswith(("ones", "eres", "ales")) else stem]
    if word.endswith("o"):
        return [word + "s", stem + "a", stem + "as"]
    if word.endswith(("a", "e")):
        return [word + "s"]
    if word.endswith("z"):
        return [stem + "ces"]
    return [word + "es"] if word[-1] in "nlrdj" else []


def _letters(word: str) -> str:
    """Return the word without accents, but for the one that tells what from that."""
    return "qué" if word.lower() == "qué" else plain_letters(word)


TONGUE = Tongue(
    code="es",
    tables=(_MONTHS, _DAYS, _NUMBERS, _SPANS, _WEEKDAYS, _TIMES, _SHAPES, _TOPICS, _METRICS, _MOVES),
    small=_SMALL,
    calendar=words(
        "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre lunes "
        "martes miercoles jueves viernes sabado domingo navidad pascua"
    ),
    naming=words("campana producto articulo anuncio sku tienda coleccion"),
    forms=_forms,
    letters=_letters,
    contracted={"del": "de", "al": "a"},
)
