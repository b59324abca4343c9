"""Portuguese, of Brazil and of Portugal."""

from __future__ import annotations

from credora_agent.agent.planner.tongues.tongue import WEEKDAYS, Tongue, plain_letters, spread, words
from credora_agent.agent.planner.tongues.verbs import moves

_METRICS = {
    "gross sales": "vendas brutas, receita bruta, faturamento bruto, faturação bruta",
    "net sales": "vendas líquidas, venda líquida",
    "sales": "vendas, venda",
    "sold": "vendido, vendidos, vendemos, vendi, vendeu, vendeu se, vende",
    "sell": "vender",
    "total sales": "vendas totais, total de vendas",
    "discounts": "descontos, desconto, cupons, promoções",
    "discount rate": "taxa de desconto, percentual de desconto, desconto médio",
    "refunds": "reembolsos, reembolso, estornos, reembolsado, reembolsamos, estorno",
    "returns": "devoluções, devolução, devolvido, devolvidos, trocas e devoluções",
    "return rate": "taxa de devolução, taxa de devoluções, taxa de reembolso, percentual de devoluções, "
    "índice de devolução, taxa de reembolsos",
    "shipping income": "receita de frete, receitas de frete, receita de envio, frete cobrado",
    "revenue": "receita, receitas, faturamento, faturação, receita total, faturamos, faturado, receita líquida, "
    "volume de negócios, faturamento total",
    "cogs": "custo das mercadorias vendidas, cmv, custo dos produtos vendidos, custo das mercadorias, "
    "custo das vendas, custo dos produtos, custo de mercadorias, cpv, custo de mercadoria",
    "gross profit": "lucro bruto, resultado bruto",
    "gross margin": "margem bruta",
    "margin": "margem, margens",
    "net margin": "margem líquida",
    "profit margin": "margem de lucro",
    "contribution margin": "margem de contribuição",
    "shipping costs": "custos de envio, custo de envio, custos de frete, custo de frete, gastos com frete, "
    "despesas de envio, custos de logística, custos logísticos, gastos com envio, custo do frete",
    "shipping": "frete, envio, fretes",
    "fees": "taxas, taxas de pagamento, comissões, tarifas, comissão, taxas de transação, taxas bancárias",
    "ad spend": "gasto com anúncios, gastos com anúncios, gasto com publicidade, gastos com publicidade, "
    "investimento em anúncios, investimento em publicidade, gastos publicitários, verba de anúncios, "
    "gasto em anúncios, gastos em publicidade, gasto em publicidade, investimento publicitário, gastamos em anúncios, "
    "gastamos com anúncios, gastamos com publicidade, gastamos em publicidade, gasto com ads, gastos com ads, "
    "investido em anúncios, gasto publicitário, despesas com publicidade",
    "marketing costs": "custos de marketing, gastos com marketing, despesas de marketing, gasto com marketing",
    "advertising": "publicidade, propaganda",
    "ads": "anúncios, anúncio",
    "operating costs": "despesas operacionais, custos operacionais, despesas gerais",
    "fixed costs": "custos fixos, despesas fixas, gastos fixos",
    "payroll": "folha de pagamento, salários",
    "rent": "aluguel, aluguer, renda",
    "operating profit": "lucro operacional, resultado operacional",
    "net profit": "lucro líquido, resultado líquido",
    "profit": "lucro, lucros",
    "loss": "prejuízo, prejuízos, perda, perdas",
    "vat": "iva",
    "taxes": "impostos, imposto",
    "tips": "gorjetas",
    "gift cards": "cartões presente, vales presente, cartão presente, vale presente, cartões de oferta",
    "orders": "pedidos, pedido, encomendas, compras",
    "how many orders": "quantos pedidos, quantas encomendas, número de pedidos, quantidade de pedidos, "
    "número de encomendas",
    "units": "unidades, unidade, itens vendidos, peças, unidades vendidas",
    "how many units": "quantas unidades, quantos itens, quantas peças, quantos produtos",
    "average order value": "ticket médio, valor médio do pedido, valor médio por pedido, tíquete médio, cesta média, "
    "valor médio dos pedidos, valor médio de encomenda, valor médio da encomenda",
    "interest": "juros",
    "costs": "custos, custo, despesas, despesa, gastos, gasto",
    "spend": "gastar, gastamos, gastei, gastou",
    "how much did we make": "quanto ganhamos, quanto ganhei, quanto dinheiro ganhamos, quanto nós ganhamos",
    "how much did we sell": "quanto vendemos, quanto vendi, quanto foi vendido",
    "how much did we spend on": "quanto gastamos em, quanto gastamos com, quanto gastei em, quanto gastei com",
    "how much did we spend on ads": "quanto gastamos em anúncios, quanto gastamos com anúncios, "
    "quanto gastamos em publicidade, quanto gastamos com publicidade, quanto gastei com anúncios, "
    "quanto gastei em anúncios, quanto investimos em anúncios, quanto investimos em publicidade",
    "last": "último",
    "next": "próximo, seguinte",
    "before": "antes de, antes",
    "after": "depois de, depois",
    "current": "atual",
    "bank": "banco",
    "bank balance": "saldo",
    "debt": "dívida, dívidas",
    "chart": "gráfico",
    "table": "tabela",
    "detail": "detalhe, detalhamento",
    "send": "enviar, envia, manda",
    "create": "criar, crie, cria",
    "supplier": "fornecedor",
    "freight": "transporte",
    "warehouse": "armazém",
    "subscriptions": "assinatura",
    "half": "semestre",
    "variance": "desvio",
    "alert": "aviso, avisos",
    "list ": "lista",
    "this morning": "esta manhã, hoje de manhã",
    "gross": "bruto",
    "net": "líquido",
}

_TOPICS = {
    "unit costs": "custos unitários, custo unitário",
    "last # orders": "últimos # pedidos, # últimos pedidos",
    "last order": "último pedido",
    "loan": "empréstimo",
    "we take a loan of": "pegarmos um empréstimo de, fizermos um empréstimo de, tomarmos um empréstimo de, "
    "pedirmos um empréstimo de, contrairmos um empréstimo de",
    "over # months": "em # meses, durante # meses, por # meses",
    "at #": "a %",
    "we stop all ads": "pararmos os anúncios, pararmos a publicidade, pausarmos os anúncios, "
    "pararmos todos os anúncios, pararmos de anunciar, cortarmos todos os anúncios",
    "drop": "caírem, baixarem, diminuírem, caem, cair",
    "rise": "subirem, aumentarem, crescerem",
    "come back": "voltam, compram de novo, voltam a comprar, retornam, compraram de novo, voltaram, voltaram a comprar",
    "will we have enough cash": "teremos dinheiro suficiente, teremos caixa suficiente, temos dinheiro suficiente, "
    "o dinheiro vai dar, teremos dinheiro",
    "at year end": "no fim do ano, no final do ano, até o fim do ano, até o final do ano, até ao fim do ano",
    "how much cash will we have": "quanto dinheiro teremos, quanto teremos em caixa, quanto caixa teremos, "
    "quanto dinheiro vamos ter",
    "should we stop": "devo parar, deveríamos parar, devo pausar, devemos parar, deveria parar, preciso parar",
    "where are we losing money": "onde estamos perdendo dinheiro, onde perdemos dinheiro, "
    "onde estamos a perder dinheiro",
    "simulate": "simule, simular, simula",
    "money": "dinheiro",
    "biggest orders": "maiores pedidos, maiores encomendas",
    "the biggest": "os maiores, as maiores",
    "the highest": "o maior, a maior",
    "performance": "desempenho, performance",
    "we pay": "pagarmos",
    "we order": "comprarmos, encomendarmos",
    "every month": "todo mês, todos os meses, todo o mês",
    "every week": "toda semana, todas as semanas",
    "every day": "todo dia, todos os dias",
    "profit and loss": "lucros e perdas, demonstração de resultados, dre, demonstrativo de resultados, "
    "demonstração de lucros e perdas, demonstração do resultado, ganhos e perdas",
    "did we make money": "ganhamos dinheiro, ganhei dinheiro, tivemos lucro, demos lucro",
    "did we lose money": "perdemos dinheiro, tivemos prejuízo, estamos perdendo dinheiro, estamos a perder dinheiro",
    "were we profitable": "fomos lucrativos, fomos rentáveis",
    "are not profitable": "não são lucrativos, não são rentáveis, não é lucrativo, não dão lucro, não é rentável, "
    "não são lucrativas",
    "profitable": "lucrativo, lucrativos, lucrativa, rentável, rentáveis",
    "how did": "como foi, como foi o mês de, como correu, como foram",
    "how are we doing": "como estamos, como estamos indo, como vai o negócio, como vai a loja, como está o negócio, "
    "como está a loja, como vão as coisas, como está indo, como andam os negócios",
    "overview": "resumo, visão geral, panorama",
    "numbers": "números",
    "results": "resultados, resultado",
    "return on ad spend": "retorno sobre investimento em anúncios, retorno do investimento em publicidade, "
    "retorno sobre o investimento em anúncios, retorno dos anúncios",
    "campaigns": "campanhas, campanhas publicitárias, campanhas de anúncios",
    "campaign": "campanha, campanha publicitária",
    "which campaigns": "quais campanhas, que campanhas, quais são as campanhas",
    "which campaign": "qual campanha, que campanha, qual é a campanha, qual a campanha",
    "by campaign": "por campanha",
    "by product": "por produto",
    "top products": "produtos mais vendidos, melhores produtos, campeões de venda, campeões de vendas",
    "top # products": "# produtos mais vendidos, # melhores produtos, top # produtos, top # de produtos, "
    "top # dos produtos, # principais produtos",
    "worst products": "piores produtos, produtos menos vendidos",
    "which products": "quais produtos, que produtos, quais são os produtos",
    "which product": "qual produto, que produto, qual é o produto, qual o produto",
    "products": "produtos, artigos",
    "product": "produto, artigo",
    "best selling": "mais vendido, mais vendidos, mais vendida, mais vendidas",
    "lose money": "perdem dinheiro, perde dinheiro, dão prejuízo, dá prejuízo, perdendo dinheiro, a perder dinheiro, "
    "estão dando prejuízo, está dando prejuízo",
    "most profitable": "mais lucrativos, mais rentáveis, mais lucrativo, mais rentável",
    "least profitable": "menos lucrativos, menos rentáveis",
    "cash": "caixa, dinheiro em caixa, liquidez, tesouraria, saldo bancário, dinheiro no banco",
    "how much cash do we have": "quanto dinheiro temos, quanto temos em caixa, quanto dinheiro temos em caixa, "
    "quanto caixa temos, quanto dinheiro temos no banco, quanto temos no banco, quanto há em caixa",
    "cash flow": "fluxo de caixa",
    "run out of cash": "ficar sem dinheiro, ficar sem caixa, ficaremos sem dinheiro, ficamos sem dinheiro, "
    "ficaremos sem caixa, vamos ficar sem dinheiro, vamos ficar sem caixa, ficamos sem caixa, acaba o dinheiro",
    "how long is our runway": "quanto tempo dura o caixa, quanto tempo dura o dinheiro, quantos meses de caixa temos, "
    "por quanto tempo temos caixa, quanto tempo o caixa dura, quanto tempo o dinheiro dura, "
    "por quanto tempo o caixa dura, quanto tempo dura o nosso caixa, quanto tempo dura nosso caixa, "
    "até quando dura o caixa",
    "forecast": "previsão, previsões, projeção, projeções, prever",
    "what will revenue be": "qual será a receita, qual será o faturamento, quanto vamos faturar, quanto faturaremos, "
    "qual será a nossa receita",
    "what will sales be": "quanto vamos vender, quanto venderemos, quais serão as vendas, como serão as vendas",
    "what will": "qual será, quais serão, quanto será, como será, como serão",
    "will": "será, serão, vai, vão, vamos",
    "expected": "esperado, esperada, esperados, previsto, prevista",
    "what if": "e se, o que acontece se, o que aconteceria se, o que acontecerá se, e se nós",
    "we raise prices": "aumentarmos os preços, subirmos os preços, aumentássemos os preços, aumentar os preços, "
    "aumentamos os preços, subir os preços, aumentarmos preços, subíssemos os preços, aumentarmos o preço, "
    "aumentarmos nossos preços",
    "we lower prices": "baixarmos os preços, reduzirmos os preços, baixássemos os preços, diminuirmos os preços, "
    "baixar os preços, reduzir os preços",
    "we cut ad spend": "cortarmos os anúncios, reduzirmos os anúncios, cortarmos a publicidade, "
    "reduzirmos o gasto com anúncios, reduzirmos os gastos com anúncios, reduzirmos o investimento em anúncios, "
    "cortarmos os gastos com anúncios, cortarmos o gasto com anúncios, reduzirmos a publicidade, "
    "reduzirmos os gastos com publicidade, cortarmos o investimento em anúncios",
    "we increase ad spend": "aumentarmos os anúncios, aumentarmos o gasto com anúncios, aumentarmos a publicidade, "
    "aumentarmos os gastos com anúncios, aumentarmos o investimento em anúncios, aumentarmos os gastos com publicidade",
    "we double ad spend": "dobrarmos os anúncios, duplicarmos os anúncios, dobrarmos o gasto com anúncios, "
    "dobrarmos o investimento em anúncios, duplicarmos o investimento em anúncios, duplicarmos o gasto com anúncios, "
    "dobrarmos os gastos com anúncios",
    "we hire": "contratarmos, contratássemos, contratar, contratamos",
    "someone": "alguém, uma pessoa",
    "can we afford": "dá pra pagar, dá para pagar, dá pra bancar, podemos pagar, podemos nos dar ao luxo, "
    "temos dinheiro para, conseguimos pagar",
    "a month": "por mês, ao mês, mensais",
    "break-even ROAS": "roas de equilíbrio, roas de break even",
    "break even": "ponto de equilíbrio",
    "customers": "clientes, cliente, compradores",
    "new customers": "novos clientes, clientes novos",
    "how many new customers": "quantos novos clientes, quantos clientes novos, número de novos clientes",
    "how many customers": "quantos clientes",
    "returning customers": "clientes recorrentes, clientes que voltam",
    "repeat purchase rate": "taxa de recompra",
    "retention": "retenção, taxa de retenção",
    "customer lifetime value": "valor do ciclo de vida do cliente, valor vitalício do cliente, "
    "valor de vida do cliente, valor do tempo de vida do cliente",
    "customer acquisition cost": "custo de aquisição, custo de aquisição de clientes, custo de aquisição de cliente, "
    "custo por aquisição",
    "cohorts": "coortes, coorte, cohorts",
    "stock": "estoque, estoques, stock, inventário",
    "how much stock do we have": "quanto estoque temos, quanto temos em estoque, quanto stock temos, "
    "quanto estoque nos resta, quanto temos de estoque, quanto estoque resta, quanto stock nos resta",
    "out of stock": "esgotado, esgotados, sem estoque, sem stock, esgotadas",
    "which products run out": "quais produtos vão acabar, quais produtos vão esgotar, que produtos vão esgotar, "
    "quais produtos estão acabando, quais produtos acabam, quais produtos vão ficar sem estoque, "
    "quais produtos estão para acabar",
    "what should we reorder": "o que devemos repor, o que precisamos repor, o que devo repor, o que temos de repor, "
    "o que devemos encomendar, o que precisamos encomendar, o que temos que repor, o que preciso repor",
    "reorder": "repor, reposição",
    "days of cover": "dias de cobertura",
    "budget": "orçamento, orçamentos",
    "budget versus actual": "orçado versus realizado, orçado vs realizado, orçado x realizado, orçado e realizado, "
    "previsto versus realizado, previsto vs realizado, real versus orçado, realizado versus orçado",
    "versus budget": "em relação ao orçamento, face ao orçamento, contra o orçamento, versus orçamento, vs orçamento, "
    "comparado ao orçamento, comparado com o orçamento",
    "over budget": "acima do orçamento, fora do orçamento",
    "are we on budget": "estamos dentro do orçamento, cumprimos o orçamento",
    "target": "metas, objetivo, objetivos, meta de vendas, nossa meta, a meta",
    "payouts": "pagamentos, repasses, pagamentos da shopify, pagamentos do shopify, repasses da shopify",
    "payout": "repasse",
    "next payout": "próximo repasse, próximo pagamento",
    "last payout": "último repasse, último pagamento",
    "alert me when": "avise me quando, me avise quando, me avise se, avise me se, me alerte quando, alerte me quando, "
    "avisa me quando, avisa me se, me avisa quando, me notifique quando, me alerte se, me avisa se",
    "falls below": "cair abaixo de, ficar abaixo de, cair para menos de, descer abaixo de, baixar de, for menor que, "
    "estiver abaixo de, cai abaixo de",
    "create an alert": "crie um alerta, cria um alerta, criar um alerta, configure um alerta",
    "alerts": "alertas, alerta",
    "export": "exporte, exportar, exporta, exportação, baixar, descarregar",
    "every monday": "toda segunda feira, toda segunda, todas as segundas, todas as segundas feiras",
    "send me": "envie me, me envie, manda me, me mande, envia me",
    "a report": "um relatório",
    "report": "relatório, relatórios",
    "what needs attention": "o que precisa de atenção, o que precisa da minha atenção, o que requer atenção, "
    "no que devo prestar atenção, o que merece atenção, quais são os problemas, em que devo prestar atenção, "
    "o que exige atenção, a que devo prestar atenção, o que exige minha atenção",
    "findings": "achados",
    "what should we": "o que deveríamos, o que devemos",
    "should we": "deveríamos, devemos",
    "conversion rate": "taxa de conversão",
    "visitors": "visitantes, visitas",
    "traffic": "tráfego",
    "clicks": "cliques",
    "impressions": "impressões",
    "search terms": "termos de pesquisa, termos de busca",
    "by country": "por país, por países",
    "by channel": "por canal, por canais",
    "reconcile": "conciliar, concilie, conciliação, reconciliar, reconcilie, reconciliação, concilia",
    "match": "bate com, batem com, bate, batem, confere com, conferem com, coincide, coincidem",
    "does not match": "não bate, não batem, não confere, não conferem, não bate com, não batem com, não coincidem",
    "show me the rows behind": "mostre os lançamentos por trás de, mostre me as linhas por trás de, "
    "mostra as linhas por trás de, mostre os lançamentos de, detalhe de, detalhamento de, o que está por trás de, "
    "mostre as linhas por trás de, me mostre os lançamentos de, mostre os lançamentos das, mostre os lançamentos dos, "
    "mostre me os lançamentos de, me mostre as linhas por trás de, me mostre os lançamentos das, "
    "o que está por trás das, o que está por trás dos, mostre os lançamentos do, mostre os lançamentos da, "
    "detalhe das, detalhe dos, me mostre os lançamentos dos",
    "transactions": "transações, lançamentos, movimentos",
    "behind": "por trás de, por trás do, por trás da, por trás dos, por trás das",
    "rows": "linhas, registros, registos",
    "how fresh is the data": "quão recentes são os dados, os dados estão atualizados, de quando são os dados, "
    "quão atualizados estão os dados, os dados estão em dia",
    "last sync": "última sincronização, última importação, última atualização",
    "when was the": "quando foi a, quando foi o",
    "what data do you have": "que dados você tem, quais dados você tem, que dados tens, que dados temos, "
    "quais dados temos, que dados há",
    "data": "dados",
    "competitors": "concorrentes, concorrência",
    "weather": "previsão do tempo, clima, tempo amanhã",
    "poem": "poema",
    "joke": "piada",
    "hello": "olá, oi, bom dia, boa tarde",
    "what can you do": "o que você pode fazer, o que você sabe fazer, o que podes fazer, o que posso perguntar, "
    "o que você faz, o que consegues fazer",
    "help": "ajuda, me ajude, ajude me",
    "thanks": "obrigado, obrigada",
    "ignore previous instructions": "ignore as instruções anteriores, ignora as instruções anteriores, "
    "ignore todas as instruções anteriores, esqueça as instruções anteriores, ignore suas instruções, "
    "esqueça suas instruções, ignore todas as instruções",
    "other shop": "outra loja, outras lojas",
    "all shops": "todas as lojas",
    "system prompt": "prompt do sistema, instruções do sistema",
    "password": "senha, senhas, palavra passe",
    "cancel": "cancele, cancelar, cancela, anule",
    "order": "o pedido, a encomenda",
    "delete": "apague, apagar, exclua, excluir, elimine, remova",
    "refund": "reembolse, reembolsar, estorne",
    "pause": "pause, pausar, pausa",
    "pause all campaigns": "pause todas as campanhas, pausa todas as campanhas, pare todas as campanhas",
    "change the price": "mude o preço, altere o preço, muda o preço, altera o preço",
    "change": "mude, altere, altera, muda",
    "prices": "preços",
    "price": "preço",
    "raise": "aumente, suba",
    "email": "e mail",
    "please": "por favor",
    "the accountant": "contador, contabilista",
}

_SHAPES = {
    "earn": "ganhamos, ganhei, ganhou",
    "perform": "funciona, funcionou, funcionam, rende, rendem",
    "left": "resta, restam, sobrou",
    "bought": "compraram, comprou",
    "bring": "trouxe, trouxeram, trazem, deram, dá, dão, traz",
    "lost": "perdemos, perdido",
    "collected": "cobramos, cobrado, recolhemos, arrecadamos",
    "pay": "pagamos, pago, paguei",
    "generate": "geramos, gerou, geraram, gera, geram",
    "came in": "entrou, entraram",
    "cost": "custou, custaram, custa, custam",
    "the one before": "anterior",
    "compared to": "em comparação com, em comparação a, em comparação ao, comparado com, comparado a, comparado ao, "
    "comparada com, comparadas com, comparados com, em relação a, em relação ao, face a, face ao, contra, versus, "
    "frente a, frente ao, comparada a, comparadas a, comparadas ao, comparada ao, comparados ao, em relação à, "
    "comparando com",
    "compare": "compare, comparar, compara, comparação, comparativo",
    "compare ": "compare com",
    "difference": "diferença, diferenças",
    "year over year": "ano contra ano, ano a ano, ano sobre ano, na comparação anual, homólogo, homóloga",
    "month over month": "mês a mês, mês contra mês, mês sobre mês",
    "week over week": "semana a semana",
    "change ": "mudança, variação, mudou, mudaram, variou, variaram, mudado",
    "growth": "crescimento",
    "grown": "cresceram, cresceu, crescido, crescemos, crescendo, cresceu se",
    "up": "subiu, subiram, aumentou, aumentaram, alta, aumento, subida, subido, aumentado, subindo, aumentando",
    "fallen": "caiu, caíram, diminuiu, diminuíram, queda, baixou, baixaram, recuou, redução, recuaram, descida, "
    "desceu, caindo, desceram",
    "improved": "melhorou, melhoraram, melhorado",
    "worsened": "piorou, pioraram, piorado",
    "~higher": "mais alto, mais alta, mais altos, mais altas, maior, superior, maiores",
    "~lower": "mais baixo, mais baixa, mais baixos, mais baixas, menor, inferior, menores",
    "so high": "tão alto, tão altos, tão alta, tão altas",
    "better": "melhor do que, melhor que",
    "worse": "pior do que, pior que",
    "better than": "melhor do que em, melhor que em, melhor que o, melhor do que o",
    "more than #": "mais de #",
    "less than #": "menos de #",
    "~more": "mais",
    "~less": "menos",
    "~than": "que, do que",
    "why": "por que, porque, por quê, porquê, qual o motivo de, qual a razão de, a que se deve, o que causou, "
    "o que explica",
    "explain": "explique, explica, explique me, explica me",
    "trend": "tendência, evolução, tendências",
    "how has": "como tem, como têm, como vem, como vêm",
    "how have developed": "como evoluiu, como evoluíram, como evoluem, como evolui",
    "developed": "evoluído, evoluindo, evolui, evoluem",
    "over time": "ao longo do tempo, no tempo",
    "worked best": "funcionou melhor, funciona melhor, funcionaram melhor",
    "~best": "melhor, melhores",
    "~worst": "pior, piores",
    "with the most": "com mais, com maior, com o maior, com a maior, com os maiores, com maior número de, teve mais, "
    "com o maior número de",
    "with the fewest": "com menos, com menor, com o menor, com a menor, com menor número de, teve menos",
    "highest": "máximo, máxima",
    "lowest": "mínimo, mínima",
    "share of": "quanto representam as, quanto representam os, quanto representam, percentual de, proporção de, "
    "parcela de, porcentagem de, percentagem de, que parte de",
    "average": "média, médio, em média",
    "how much": "quanto, quanta, quanto foi, quanto foram",
    "how many": "quantos, quantas",
    "what was": "qual foi, qual era, qual foi a, qual foi o",
    "what were": "quais foram, quais eram",
    "what is": "qual é, o que é",
    "what are": "quais são",
    "what happened": "o que aconteceu, o que houve, que aconteceu",
    "each": "cada",
    "what": "o que",
    "~which": "qual, quais",
    "which": "que, qual",
    "when": "quando",
    "how": "como",
    "show me": "mostre me, me mostre, mostra me, mostre, mostra, dê me, me dê, diga me, me diga, quero ver, ver, "
    "liste, exiba, preciso de, quero, me mostra, gostaria de ver",
    "is that good": "isso é bom, é bom, isso é normal, é normal",
    "not": "não",
    "without": "sem",
    "only": "só, somente, apenas",
    "and": "e",
    "or": "ou",
    "with": "com",
    "by": "por",
    "of": "de, do, da, dos, das",
    "in": "em, no, na, nos, nas",
    "~to": "a, ao, à",
    "until": "até",
    "total": "total, no total",
    "for": "para",
    "from": "a partir de",
    "since": "desde, desde o, desde a",
    "between": "entre",
    "during": "durante",
    "if": "se",
    "all": "todos, todas, tudo",
    "was": "foi, era",
    "were": "foram, eram",
    "is": "é, está",
    "are": "são, estão",
    "had": "tivemos, tive, teve, houve, recebemos, recebi",
    "have": "temos, tenho, há",
}

_MONTHS = {
    "January": "janeiro, jan", "February": "fevereiro, fev", "March": "março", "April": "abril, abr", "May": "maio",
    "June": "junho, jun", "July": "julho, jul", "August": "agosto, ago", "September": "setembro, set",
    "October": "outubro, out", "November": "novembro, nov", "December": "dezembro",
}  # fmt: skip
_DAYS = {
    "Monday": "segunda feira, segunda", "Tuesday": "terça feira, terça", "Wednesday": "quarta feira, quarta",
    "Thursday": "quinta feira, quinta", "Friday": "sexta feira, sexta", "Saturday": "sábado", "Sunday": "domingo",
    "Christmas": "natal", "Easter": "páscoa", "Mother's Day": "dia das mães, dia da mãe",
    "Father's Day": "dia dos pais, dia do pai", "New Year's Eve": "véspera de ano novo, réveillon",
    "Christmas Eve": "véspera de natal", "Christmas season": "temporada de natal", "Black Friday": "black friday",
    "spring": "primavera", "summer": "verão", "autumn": "outono", "winter": "inverno",
}  # fmt: skip
_NUMBERS = {
    "2": "dois, duas", "3": "três", "4": "quatro", "5": "cinco", "6": "seis", "7": "sete", "8": "oito", "9": "nove",
    "10": "dez", "11": "onze", "12": "doze", "14": "catorze, quatorze", "15": "quinze", "20": "vinte", "30": "trinta",
    "60": "sessenta", "90": "noventa",
}  # fmt: skip
_UNITS = {
    "day": ("dia", "dias"), "week": ("semana", "semanas"), "month": ("mês", "meses"),
    "quarter": ("trimestre", "trimestres"), "year": ("ano", "anos"), "weekend": ("fim de semana", "fins de semana"),
}  # fmt: skip
_SPANS = spread(
    {
        "{e}": "{0}",
        "for 1 {e}": "durante uma {0}, durante um {0}, por uma {0}, por um {0}",
        "{e}s": "{1}",
        "last {e}": "{0} passado, {0} passada, último {0}, última {0}, passado {0}, passada {0}",
        "first {e} of": "primeiro {0} de, primeira {0} de, primeiro {0} do, primeira {0} do",
        "second {e} of": "segundo {0} de, segunda {0} de, segundo {0} do, segunda {0} do",
        "third {e} of": "terceiro {0} de, terceira {0} de, terceiro {0} do, terceira {0} do",
        "fourth {e} of": "quarto {0} de, quarta {0} de, quarto {0} do, quarta {0} do",
        "last {e} of": "último {0} de, última {0} de, último {0} do, última {0} do",
        "the {e} before last": "{0} retrasado, {0} retrasada, penúltimo {0}, penúltima {0}",
        "the {e} before": "{0} anterior, {0} antes",
        "this {e}": "este {0}, esta {0}, neste {0}, nesta {0}, {0} atual, {0} corrente, deste {0}, desta {0}, "
        "esse {0}, essa {0}",
        "this {e} so far": "este {0} até agora, esta {0} até agora, até agora este {0}, neste {0} até agora, "
        "nesta {0} até agora, {0} até agora, desde o início do {0}, desde o início da {0}, {0} até hoje",
        "next {e}": "próximo {0}, próxima {0}, {0} que vem, {0} seguinte",
        "next # {e}s": "próximos # {1}, próximas # {1}",
        "last # {e}s": "últimos # {1}, últimas # {1}, # últimos {1}, # últimas {1}",
        "# {e}s ago": "há # {1}, # {1} atrás, faz # {1}, há # {1} atrás",
        "1 {e} ago": "há um {0}, há uma {0}, um {0} atrás, uma {0} atrás",
        "same {e} last year": "mesmo {0} do ano passado, mesma {0} do ano passado, mesmo {0} do ano anterior, "
        "mesma {0} do ano anterior",
        "by {e}": "por {0}",
        "every {e}": "cada {0}",
        "best {e}": "melhor {0}",
        "worst {e}": "pior {0}",
        "which {e}s": "quais {1}, que {1}, em que {1}, em quais {1}",
        "which {e}": "qual {0}, que {0}, em que {0}, em qual {0}, qual foi o {0}, qual foi a {0}",
        "best # {e}s": "# melhores {1}, melhores # {1}",
        "worst # {e}s": "# piores {1}, piores # {1}",
    },
    _UNITS,
)
_WEEKDAYS = spread(
    {
        "last {e}": "{0} passado, {0} passada, último {0}, última {0}",
        "next {e}": "próximo {0}, próxima {0}, {0} que vem",
    },
    {day: (_DAYS[day].split(",")[0], "") for day in WEEKDAYS},
)
_TIMES = {
    "same day last week": "mesmo dia da semana passada, mesmo dia da semana anterior, mesmo dia na semana passada",
    "today": "hoje",
    "yesterday": "ontem",
    "day before yesterday": "anteontem",
    "tomorrow": "amanhã",
    "now": "agora, atualmente",
    "so far": "até agora, até o momento, até hoje",
    "monthly": "mensal, mensais, mensalmente",
    "weekly": "semanal, semanais, semanalmente",
    "daily": "diário, diária, diários, diárias, diariamente",
    "quarterly": "trimestral, trimestrais",
    "yearly": "anual, anuais, anualmente",
    "previous period": "período anterior",
    "same period last year": "mesmo período do ano passado, mesmo período do ano anterior, período homólogo",
    "Q1": "primeiro trimestre, 1 trimestre, t1, 1t",
    "Q2": "segundo trimestre, 2 trimestre, t2, 2t",
    "Q3": "terceiro trimestre, 3 trimestre, t3, 3t",
    "Q4": "quarto trimestre, 4 trimestre, t4, 4t",
    "Q#": "# trimestre",
    "H1": "primeiro semestre, 1 semestre, primeira metade do ano",
    "H2": "segundo semestre, 2 semestre, segunda metade do ano",
    "first half of": "primeira metade de, primeira quinzena de, primeira quinzena do",
    "second half of": "segunda metade de, segunda quinzena de, segunda quinzena do",
    "full": "completo, completa, inteiro, inteira",
    "December #": "dez de #, dez/#",
    "week #": "semana #",
    "beginning of": "início de, começo de, início do",
    "mid": "meados de",
    "end of": "fim de, final de, fim do, final do",
    "ever": "da história, de todos os tempos",
    "since we started": "desde o início, desde o começo, desde sempre, desde que começamos",
    "lately": "ultimamente, recentemente",
    "period": "período",
    "fiscal year": "ano fiscal, exercício fiscal",
    "second ": "segundo, segunda",
    "1 ": "primeiro de, 1 de",
    "this": "neste, nesta",
}

_AR, _IR = "ar armos arem asse ássemos assem amos am", "ir irmos irem isse íssemos issem imos em"
_MOVES = moves(
    [("aument increment elev", _AR), ("sub", _IR)],
    [("baix cort abaix", _AR), ("reduz diminu", _IR)],
    whole={"lower ": "caírem caísse caíssem cair"},
)

_SMALL = words(
    """
    é o a os as um uma uns umas de do da dos das no na nos nas em ao aos e ou por para com nosso nossa nossos nossas
    meu minha meus minhas me se seu sua seus suas teu tua este esta estes estas esse essa isso isto aquele que foi
    foram era eram ser sido sao estao ja muito tao como cada todo todos toda todas sobre entre ate desde eu voce
    voces tu pode podes poderia podemos favor la tambem ai aqui mas quem fazer fizemos fez dizer saber gostaria teve
    tem tenho pelo pela pelos pelas num numa ha ainda alem tinha deu ali qual quais temos quanto quantos lo vem
    estava estamos
    """
)


_ENDINGS = (
    ("oes", ("ao",)), ("ao", ("oes",)), ("o", ("os", "a", "as")), ("a", ("as",)), ("e", ("es",)), ("m", ("ns",)),
    ("l", ("is",)), ("r", ("res",)), ("z", ("zes",)),
)  # fmt: skip
"""What a word's ending becomes in its other forms."""


def _forms(word: str) -> list[str]:
    for ending, others in _ENDINGS:
        if word.endswith(ending):
            return [word.removesuffix(ending) + other for other in others]
    return [word[:-1]] if word[-1] == "s" and len(word) > 4 else []  # noqa: PLR2004 - shorter ones are no plurals


def _letters(word: str) -> str:
    """Return the word without accents, but for the one that tells is from and."""
    return "é" if word.lower() == "é" else plain_letters(word)


TONGUE = Tongue(
    code="pt",
    tables=(_MONTHS, _DAYS, _NUMBERS, _SPANS, _WEEKDAYS, _TIMES, _SHAPES, _TOPICS, _METRICS, _MOVES),
    small=_SMALL,
    calendar=words(
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro segunda terca quarta "
        "quinta sexta sabado domingo natal pascoa feira"
    ),
    naming=words("campanha produto artigo anuncio sku loja colecao"),
    forms=_forms,
    letters=_letters,
    contracted={
        "do": "de",
        "da": "de",
        "dos": "de",
        "das": "de",
        "ao": "a",
        "aos": "a",
        "as": "a",
        "no": "em",
        "na": "em",
        "nos": "em",
        "nas": "em",
        "pelo": "por",
        "pela": "por",
    },
)
