"""French; apostrophes and hyphens part words."""

from __future__ import annotations

from credora_agent.agent.planner.tongues.tongue import WEEKDAYS, Tongue, plain_letters, spread, words
from credora_agent.agent.planner.tongues.verbs import moves

_METRICS = {
    "gross sales": "ventes brutes, chiffre d affaires brut, ca brut",
    "net sales": "ventes nettes, chiffre d affaires net, ca net",
    "sales": "ventes, vente",
    "sold": "vendu, vendus, vendues, vendue, vend",
    "sell": "vendre, vendons",
    "total sales": "ventes totales, total des ventes",
    "discounts": "remises, remise, réductions, rabais, promotions, codes promo, bons de réduction",
    "discount rate": "taux de remise, taux de réduction, remise moyenne",
    "refunds": "remboursements, remboursement, remboursé, remboursés",
    "returns": "retours, retour, retourné, retournés",
    "return rate": "taux de retour, taux de retours, taux de remboursement, taux de remboursements",
    "shipping income": "revenus de livraison, frais de port facturés, frais de livraison facturés, "
    "frais de livraison encaissés",
    "revenue": "facturé, facturation, chiffre d affaires, ca, revenus, revenu, recettes, chiffres d affaires",
    "cogs": "coût des marchandises, coût des ventes, coût des produits, coût des marchandises vendues, "
    "coût des produits vendus, coûts des marchandises, coût d achat",
    "gross profit": "bénéfice brut, profit brut, résultat brut",
    "gross margin": "marge brute, taux de marge brute, taux de marge",
    "margin": "marge, marges",
    "net margin": "marge nette, taux de marge nette",
    "profit margin": "marge bénéficiaire",
    "contribution margin": "marge de contribution, marge sur coûts variables",
    "shipping costs": "frais d expédition, coûts de livraison, coûts d expédition, coût de livraison, "
    "frais logistiques, coûts logistiques, coût d expédition, coût des livraisons, dépenses de livraison",
    "shipping": "livraison, frais de port, expédition, frais de livraison, livraisons",
    "fees": "frais, commissions, commission, frais de paiement, frais de transaction, frais bancaires",
    "ad spend": "dépenses publicitaires, dépense publicitaire, budget publicitaire dépensé, dépenses de publicité, "
    "dépenses en publicité, dépensé en publicité, dépensé en pub, dépenses pub, frais de publicité, "
    "investissement publicitaire, coûts publicitaires, dépensé en publicités, dépenses publicité, "
    "dépensé dans la publicité, dépensé pour la publicité",
    "marketing costs": "dépenses marketing, coûts marketing, frais de marketing, dépenses de marketing, "
    "coûts de marketing, dépensé en marketing",
    "advertising": "publicité, pub",
    "ads": "annonces, annonce, publicités, pubs",
    "operating costs": "charges d exploitation, frais généraux, coûts d exploitation, charges opérationnelles, "
    "coûts opérationnels, dépenses d exploitation",
    "fixed costs": "coûts fixes, charges fixes, frais fixes",
    "payroll": "salaires, masse salariale",
    "rent": "loyer",
    "operating profit": "résultat d exploitation, bénéfice d exploitation, résultat opérationnel",
    "net profit": "bénéfice net, résultat net, profit net, bénéfices nets",
    "profit": "bénéfice, bénéfices, profit, profits, résultat financier",
    "loss": "perte, pertes",
    "vat": "tva",
    "taxes": "taxes, impôts, impôt",
    "tips": "pourboires",
    "gift cards": "cartes cadeaux, carte cadeau, cartes cadeau, chèques cadeaux",
    "orders": "commandes, commande",
    "how many orders": "combien de commandes, nombre de commandes",
    "units": "unités, articles vendus, pièces, unités vendues, unité, produits vendus",
    "how many units": "combien d unités, combien d articles, combien de pièces, combien de produits",
    "average order value": "panier moyen, valeur moyenne des commandes, valeur moyenne de commande, "
    "valeur moyenne d une commande, valeur du panier moyen, commande moyenne",
    "interest": "intérêts",
    "costs": "coûts, coût, dépenses, dépense, charges",
    "spend": "dépensé, dépenser, dépensons",
    "how much did we make": "combien avons nous gagné, combien on a gagné, combien a t on gagné, combien ai je gagné, "
    "combien j ai gagné",
    "how much did we sell": "combien avons nous vendu, combien on a vendu, combien a t on vendu",
    "how much did we spend on ads": "combien avons nous dépensé en publicité, combien a t on dépensé en publicité, "
    "combien on a dépensé en pub, combien avons nous dépensé en pub, combien on a dépensé en publicité, "
    "combien a t on dépensé en pub, combien avons nous dépensé pour la publicité",
    "last": "dernier, dernière",
    "next": "prochain, prochaine, suivant",
    "reduction": "réduction",
    "before": "avant",
    "after": "après",
    "current": "actuel",
    "bank": "banque",
    "bank balance": "solde",
    "debt": "dette, dettes",
    "chart": "graphique",
    "table": "tableau",
    "detail": "détail",
    "send": "envoyer, envoie",
    "create": "créer, crée",
    "supplier": "fournisseur",
    "freight": "transport",
    "warehouse": "entrepôt",
    "subscriptions": "abonnement",
    "half": "semestre",
    "purchases": "achat, achats",
    "payment": "paiement, paiements",
    "discounts ": "soldes",
    "software costs": "logiciel",
    "list ": "liste",
    "this morning": "ce matin",
    "gross": "brut",
    "net": "net",
}

_TOPICS = {
    "unit costs": "coûts unitaires, coût unitaire, prix d achat",
    "last # orders": "dernières # commandes, # dernières commandes",
    "last order": "dernière commande",
    "loan": "prêt, emprunt, crédit",
    "we take a loan of": "prend un prêt de, prenons un prêt de, contracte un prêt de, emprunte, empruntons, "
    "fait un emprunt de, contractons un prêt de, souscrit un prêt de, prenait un prêt de",
    "over # months": "sur # mois, pendant # mois",
    "at #": "à %",
    "drop": "baissent, chutent, diminuent, baissaient, chutaient",
    "rise": "augmentent, montent",
    "come back": "reviennent, rachètent, ont racheté, sont revenus",
    "will we have enough cash": "aurons nous assez d argent, aurons nous assez de trésorerie, a t on assez d argent, "
    "avons nous assez d argent, avons nous assez de trésorerie, aura t on assez d argent, "
    "aura t on assez de trésorerie",
    "at year end": "en fin d année, à la fin de l année, jusqu à la fin de l année, d ici la fin de l année",
    "how much cash will we have": "combien de trésorerie aurons nous, combien d argent aurons nous, "
    "combien aurons nous en banque",
    "where are we losing money": "où perdons nous de l argent, où perd on de l argent, "
    "où est ce qu on perd de l argent",
    "simulate": "simule, simuler, simulez",
    "money": "argent",
    "we stop all ads": "arrête la publicité, arrêtons la publicité, arrête la pub, arrêtons les publicités, "
    "arrêtait la publicité, coupe toute la publicité",
    "performance": "performance, performances",
    "profit and loss": "compte de résultat, pertes et profits, compte de résultats, profits et pertes, "
    "compte d exploitation, pertes et bénéfices",
    "did we make money": "avons nous gagné de l argent, a t on gagné de l argent, on a gagné de l argent, "
    "est ce qu on a gagné de l argent, est ce que nous avons gagné de l argent",
    "did we lose money": "avons nous perdu de l argent, a t on perdu de l argent, on a perdu de l argent, "
    "est ce qu on a perdu de l argent, perdons nous de l argent",
    "were we profitable": "étions nous rentables, avons nous été rentables, a t on été rentables",
    "are not profitable": "ne sont pas rentables, n est pas rentable, ne rapportent pas d argent",
    "profitable": "rentable, rentables",
    "how did": "comment s est passé, comment s est passée, comment ça s est passé, comment se sont passés, "
    "comment a été, comment s est passé le mois de, comment s est passé le mois d",
    "how are we doing": "comment ça va, comment va la boutique, comment vont les affaires, où en sommes nous, "
    "où en est on, comment va le business, comment se porte la boutique, comment se porte l entreprise, où on en est",
    "overview": "résumé, aperçu, vue d ensemble, bilan, synthèse",
    "numbers": "chiffres",
    "results": "résultats, résultat",
    "return on ad spend": "retour sur dépenses publicitaires, retour sur investissement publicitaire",
    "campaigns": "campagnes, campagnes publicitaires",
    "campaign": "campagne, campagne publicitaire",
    "which campaigns": "quelles campagnes, quelles sont les campagnes, quelles campagnes publicitaires",
    "which campaign": "quelle campagne, quelle est la campagne, quelle campagne publicitaire",
    "by campaign": "par campagne",
    "by product": "par produit",
    "top products": "meilleurs produits, produits les plus vendus, meilleures ventes, produits phares, "
    "produits qui se vendent le mieux, top produits",
    "top # products": "# meilleurs produits, # produits les plus vendus, top # des produits, top # produits, "
    "# produits qui se vendent le mieux",
    "worst products": "pires produits, produits les moins vendus, moins bons produits",
    "which products": "quels produits, quels sont les produits, quels articles",
    "which product": "quel produit, quel est le produit, quel article",
    "products": "produits, articles",
    "product": "produit, article",
    "which product is best selling": "quel est le produit le plus vendu, quel produit s est le mieux vendu, "
    "quel produit se vend le mieux",
    "best selling product": "produit le plus vendu, article le plus vendu",
    "did we sell the most": "avons nous le plus vendu, a t on le plus vendu, avons nous vendu le plus, "
    "a t on vendu le plus, on a le plus vendu, on a vendu le plus",
    "sold the most": "le plus vendu",
    "best selling": "plus vendu, plus vendus, plus vendue, plus vendues",
    "lose money": "perdent de l argent, perd de l argent, font perdre de l argent, perdre de l argent, "
    "nous font perdre de l argent, sont déficitaires, sont à perte",
    "most profitable": "plus rentables, plus rentable",
    "least profitable": "moins rentables, moins rentable",
    "cash": "trésorerie, liquidités, argent en banque, argent sur le compte, solde bancaire, liquidité, caisse",
    "how much cash do we have": "combien d argent avons nous, combien avons nous en trésorerie, "
    "combien avons nous en banque, combien de trésorerie avons nous, combien d argent a t on, "
    "combien d argent avons nous en banque, combien avons nous de trésorerie, combien on a en banque, "
    "combien d argent on a, combien nous reste t il en banque",
    "cash flow": "flux de trésorerie",
    "run out of cash": "à court d argent, à court de trésorerie, à court de liquidités, manquer de trésorerie, "
    "manquer d argent, plus d argent, manquerons nous de trésorerie, serons nous à court d argent, "
    "serons nous à court de trésorerie, allons nous manquer de trésorerie, allons nous manquer d argent, "
    "va t on manquer de trésorerie, va t on manquer d argent",
    "how long is our runway": "combien de temps pouvons nous tenir, combien de mois de trésorerie, "
    "combien de temps peut on tenir, combien de mois pouvons nous tenir, combien de mois de trésorerie avons nous, "
    "combien de temps dure notre trésorerie, combien de mois de trésorerie nous reste t il, "
    "combien de mois de trésorerie reste t il, combien de temps peut on tenir avec notre trésorerie, "
    "pour combien de temps avons nous de la trésorerie",
    "forecast": "prévision, prévisions, projection, projections, prévoir",
    "what will revenue be": "quel sera le chiffre d affaires, quel sera notre chiffre d affaires, "
    "combien allons nous faire de chiffre d affaires, quels seront les revenus, quel sera le ca",
    "what will sales be": "combien allons nous vendre, quelles seront les ventes, combien vendrons nous, "
    "quelles seront nos ventes",
    "what will": "quel sera, quelle sera, quels seront, quelles seront, comment sera",
    "will": "sera, seront, allons, va t on, allons nous",
    "expected": "prévu, prévus, attendu, attendus, prévue",
    "what if": "que se passe t il si, que se passerait il si, et si, que se passera t il si, qu arrive t il si, "
    "que se passe t il si on, que se passe t il si nous, que se passerait il si on, que se passerait il si nous, "
    "qu est ce qui se passe si, qu est ce qui se passe si on, et si on, et si nous, qu arriverait il si on",
    "we raise prices": "augmentons les prix, augmente les prix, augmentions les prix, augmentait les prix, "
    "augmentons nos prix, augmente nos prix, augmentions nos prix, monte les prix, augmentait nos prix",
    "we lower prices": "baissons les prix, baisse les prix, baissions les prix, baissait les prix, baisse nos prix, "
    "baissons nos prix",
    "we cut ad spend": "réduisons la publicité, réduit la publicité, réduisons les dépenses publicitaires, "
    "réduit les dépenses publicitaires, baisse les dépenses publicitaires, coupe la publicité, "
    "réduisions les dépenses publicitaires, baissons les dépenses publicitaires, réduisait les dépenses publicitaires",
    "we increase ad spend": "augmentons la publicité, augmente la publicité, augmentons les dépenses publicitaires, "
    "augmente les dépenses publicitaires, augmentions les dépenses publicitaires",
    "we double ad spend": "doublons les dépenses publicitaires, double les dépenses publicitaires, "
    "doublons la publicité, double la publicité, doublait les dépenses publicitaires, "
    "doublions les dépenses publicitaires",
    "we hire": "embauchons, embauche, recrutons, recrute, embauchions, embauchait",
    "someone": "quelqu un",
    "can we afford": "pouvons nous nous permettre, peut on se permettre, avons nous les moyens de",
    "a month": "par mois, mensuels",
    "break-even ROAS": "roas d équilibre, roas de rentabilité, roas de break even",
    "break even": "seuil de rentabilité, point mort",
    "customers": "clients, client, acheteurs, clientes",
    "new customers": "nouveaux clients, nouveaux acheteurs",
    "how many new customers": "combien de nouveaux clients, nombre de nouveaux clients",
    "how many customers": "combien de clients",
    "returning customers": "clients fidèles, clients récurrents, clients qui reviennent",
    "repeat purchase rate": "taux de réachat",
    "retention": "rétention, taux de rétention, fidélisation",
    "customer lifetime value": "valeur vie client, valeur à vie des clients, valeur à vie du client, valeur client",
    "customer acquisition cost": "coût d acquisition, coût d acquisition client, coût d acquisition des clients, "
    "coût d acquisition par client",
    "cohorts": "cohortes, cohorte",
    "stock": "stock, stocks, inventaire",
    "how much stock do we have": "combien de stock avons nous, combien avons nous en stock, "
    "combien de stock reste t il, combien de stock nous reste t il, quel est notre stock, quel est le stock, "
    "combien de stock a t on",
    "in stock": "en stock",
    "out of stock": "en rupture de stock, en rupture, rupture de stock, épuisé, épuisés",
    "which products run out": "quels produits vont être en rupture, quels produits seront en rupture, "
    "quels produits vont manquer, quels produits seront bientôt en rupture de stock, "
    "quels produits vont être en rupture de stock, quels produits seront en rupture de stock, "
    "quels produits risquent la rupture, quels produits seront bientôt épuisés",
    "what should we reorder": "que devons nous réapprovisionner, que faut il réapprovisionner, "
    "que faut il recommander, que devons nous recommander, que dois je réapprovisionner, que dois je recommander, "
    "que devrions nous recommander, que devrions nous réapprovisionner",
    "reorder": "réapprovisionner, réapprovisionnement",
    "days of cover": "jours de couverture",
    "budget": "budget, budgets",
    "budget versus actual": "budgété vs réalisé, budgété versus réalisé, prévu vs réalisé, prévu versus réalisé, "
    "budget vs réalisé, réalisé vs budget, réel vs budget, budget contre réalisé",
    "versus budget": "par rapport au budget, face au budget, contre le budget, vs budget, comparé au budget, "
    "par rapport à notre budget",
    "over budget": "au dessus du budget, hors budget, dépassé le budget, dépassement de budget",
    "are we on budget": "respectons nous le budget, sommes nous dans le budget, tenons nous le budget",
    "are we over budget": "sommes nous au dessus du budget, dépassons nous le budget, avons nous dépassé le budget",
    "target": "objectif, objectifs",
    "payouts": "virements, versements, virements shopify, paiements shopify, versements shopify",
    "payout": "versement",
    "next payout": "prochain versement, prochain virement",
    "last payout": "dernier versement, dernier virement",
    "alert me when": "préviens moi quand, alerte moi quand, avertis moi quand, préviens moi si, alerte moi si, "
    "avertis moi si, prévenez moi quand, prévenez moi si, alertez moi si, alerte moi lorsque, préviens moi lorsque",
    "falls below": "passe sous, descend sous, tombe sous, passe en dessous de, descend en dessous de, "
    "tombe en dessous de, est inférieur à, passe sous les",
    "create an alert": "crée une alerte, créer une alerte, mets une alerte, configure une alerte",
    "alerts": "alertes, alerte",
    "export": "exporte, exporter, exportation, télécharge, télécharger, exportez",
    "every monday": "chaque lundi, tous les lundis",
    "send me": "envoie moi, envoyez moi",
    "a report": "un rapport",
    "report": "rapport, rapports",
    "what needs attention": "qu est ce qui demande mon attention, qu est ce qui nécessite mon attention, "
    "à quoi dois je faire attention, que faut il surveiller, quels sont les problèmes, "
    "qu est ce qui mérite mon attention, qu est ce qui ne va pas, à quoi devons nous faire attention, "
    "quels points méritent attention, qu est ce qui requiert mon attention",
    "findings": "constats, anomalies",
    "what should we": "que devrions nous, que devons nous",
    "should we": "devrions nous, devons nous",
    "conversion rate": "taux de conversion",
    "visitors": "visiteurs, visites",
    "traffic": "trafic",
    "clicks": "clics",
    "impressions": "impressions",
    "search terms": "termes de recherche",
    "by country": "par pays",
    "by channel": "par canal, par canaux",
    "reconcile": "rapproche, rapprocher, rapprochement, réconcilie, réconcilier, réconciliation, rapprochez",
    "match": "correspond, correspondent, concorde, concordent, correspondre",
    "does not match": "ne correspond pas, ne correspondent pas, ne concorde pas, ne concordent pas, ne collent pas",
    "show me the rows behind": "montre moi les lignes derrière, montre moi les écritures derrière, "
    "montre moi les lignes de, montre moi les écritures de, détail de, qu y a t il derrière, montre moi le détail de, "
    "montre les lignes derrière, quelles écritures composent, détaille, montre moi le détail des, "
    "montre moi les écritures des, détail des, quelles lignes composent",
    "transactions": "transactions, écritures",
    "behind": "derrière",
    "rows": "lignes, enregistrements",
    "how fresh is the data": "les données sont elles à jour, de quand datent les données, "
    "quelle est la fraîcheur des données, est ce que les données sont à jour, les données sont elles récentes",
    "last sync": "dernière synchronisation, dernier import, dernière importation, dernière mise à jour",
    "when was the": "quand a eu lieu la, quand a eu lieu le, quand était la, de quand date la, de quand date le, "
    "à quand remonte la, à quand remonte le",
    "what data do you have": "quelles données as tu, quelles données avons nous, quelles données avez vous, "
    "quelles données sont disponibles",
    "data": "données",
    "competitors": "concurrents, concurrence",
    "weather": "quel temps fera t il, quel temps fait il, quel temps fera, météo, temps qu il fait, temps fait il",
    "poem": "poème",
    "joke": "blague",
    "hello": "bonjour, salut, bonsoir",
    "what can you do": "que peux tu faire, que sais tu faire, que puis je demander, qu est ce que tu peux faire, "
    "que pouvez vous faire",
    "help": "aide, aide moi, aidez moi",
    "thanks": "merci",
    "ignore previous instructions": "ignore les instructions précédentes, ignore toutes les instructions précédentes, "
    "oublie les instructions précédentes, ignorez les instructions précédentes, ignore tes instructions, "
    "oublie tes instructions, ignore toutes les instructions",
    "other shop": "autre boutique, autres boutiques, autre magasin",
    "all shops": "toutes les boutiques, tous les magasins",
    "system prompt": "prompt système, instructions système",
    "password": "mot de passe, mots de passe",
    "cancel order": "annule la commande, annuler la commande, annulez la commande",
    "refund order": "rembourse la commande, rembourser la commande, remboursez la commande",
    "cancel": "annule, annuler, annulez",
    "delete": "supprime, supprimer, efface, supprimez",
    "refund": "rembourse, rembourser",
    "pause": "pause, mets en pause, suspends, arrête, mettez en pause",
    "pause all campaigns": "mets en pause toutes les campagnes, arrête toutes les campagnes, "
    "mets toutes les campagnes en pause, suspends toutes les campagnes",
    "change the price": "change le prix, modifie le prix, changez le prix",
    "change": "change, modifie",
    "set": "mets, mettez, mettre, fixe, fixez, définis, définissez, règle, réglez",
    "prices": "les prix",
    "price": "prix",
    "raise": "augmente, augmenter, augmentez",
    "lower ": "baissait, baissions, baissaient, baissons, réduisait, réduisions, réduisaient, réduisons, diminuait, "
    "diminuions, diminuons, baisser, baissez",
    "email": "courriel, mail, envoie par mail",
    "please": "s il te plaît, s il vous plaît, stp, svp",
    "the accountant": "comptable",
}

_SHAPES = {
    "going": "va, vont",
    "earn": "gagné, gagnons",
    "perform": "marche, marchent, marché, fonctionne, fonctionnent, fonctionné",
    "left": "reste, restent",
    "bought": "acheté, achètent",
    "bring": "rapporte, rapportent, rapporté, apporte, apportent",
    "lost": "perdu",
    "collected": "collecté, perçu",
    "pay": "payé, payer, payons",
    "generate": "généré, réalisé, génère, génèrent",
    "came in": "rentré, encaissé",
    "cost": "coûté, coûte, coûtent",
    "the one before": "précédent, précédente",
    "compared to": "par rapport à, par rapport au, par rapport aux, comparé à, comparé au, comparée à, comparés à, "
    "comparées à, comparé aux, en comparaison de, en comparaison avec, face à, face au, contre, versus, vis à vis de, "
    "comparativement à, comparativement au, comparée au, comparés au, en comparaison du, comparées au",
    "compare": "compare, comparer, comparaison, comparez",
    "compare ": "compare avec",
    "difference": "différence, écart, différences",
    "year over year": "sur un an, d une année sur l autre, d une année à l autre, en glissement annuel",
    "month over month": "d un mois sur l autre, d un mois à l autre",
    "week over week": "d une semaine sur l autre",
    "change ": "variation, évolué en, changement, changé, varié, variations",
    "growth": "croissance",
    "grown": "grandi, progressé, progression",
    "up": "augmenté, monté, hausse, en hausse, augmentation, grimpé, a la hausse",
    "fallen": "baissé, chuté, diminué, baisse, chute, diminution, recul, reculé, en baisse, tombé",
    "improved": "amélioré, améliorée, améliorés",
    "worsened": "dégradé, empiré, détérioré",
    "~higher": "plus élevé, plus élevée, plus élevés, plus haut, plus élevées, supérieur",
    "~lower": "plus bas, plus basse, plus faible, plus faibles, inférieur",
    "so high": "si élevé, si élevés, si élevée, aussi élevés, aussi élevé, si hauts, si élevées",
    "worked best": "a le mieux marché, a le mieux fonctionné, marche le mieux, fonctionne le mieux, a mieux marché, "
    "a mieux fonctionné, ont le mieux marché, ont le mieux fonctionné, marchent le mieux",
    "better": "mieux",
    "worse": "pire que, moins bien",
    "more than #": "plus de #",
    "less than #": "moins de #",
    "~more": "plus, davantage",
    "~less": "moins",
    "~than": "que, qu",
    "why": "pourquoi, à quoi est dû, à quoi est due, à cause de quoi, quelle est la cause de, "
    "quelle est la raison de, qu est ce qui explique",
    "explain": "explique, expliquez, explique moi, expliquer",
    "trend": "tendance, évolution, tendances",
    "how have developed": "comment ont évolué, comment a évolué, comment évolue, comment évoluent",
    "how has": "comment a, comment ont, comment avons nous, comment est ce que",
    "developed": "évolué, évoluent, évolue",
    "over time": "au fil du temps, dans le temps",
    "best": "le mieux",
    "~best": "meilleur, meilleure, meilleurs, meilleures",
    "worst": "pire, pires, plus mauvais, plus mauvaise, moins bon, moins bonne",
    "with the most": "avec le plus de, avec le plus d, ayant le plus de, avec le plus grand nombre de, "
    "qui a eu le plus de, a eu le plus de",
    "with the fewest": "avec le moins de, avec le moins d, ayant le moins de, avec le plus petit nombre de, "
    "qui a eu le moins de, a eu le moins de",
    "most": "le plus de, le plus d, le plus",
    "fewest": "le moins de, le moins d",
    "least": "le moins",
    "highest": "le plus élevé, la plus élevée, les plus élevés, les plus élevées, le plus haut",
    "lowest": "le plus bas, la plus basse, le plus faible, la plus faible",
    "biggest": "plus gros, plus grosse, plus grand, plus grande, plus grands, plus grosses, plus grandes",
    "share of": "part de, part des, pourcentage de, part du, proportion de, pourcentage des",
    "average": "moyenne, moyen, en moyenne",
    "how much": "combien, à combien s élève, à combien se monte, à combien s élèvent, à combien s est élevé, "
    "à combien se sont élevés, à combien se sont élevées, à combien s est élevée",
    "how many": "combien de, combien d, nombre de",
    "what was": "quel était, quelle était, quel a été, quelle a été, quel fut, quelle fut",
    "what were": "quels étaient, quelles étaient, quels ont été, quelles ont été",
    "what is": "quel est, quelle est, qu est ce que",
    "what are": "quels sont, quelles sont",
    "what happened": "que s est il passé, qu est ce qui s est passé, que s est passé, qu est il arrivé",
    "each": "chaque",
    "what": "que, quoi",
    "which": "quel, quelle, quels, quelles",
    "when": "quand",
    "how": "comment",
    "poster": "affiches, l affiche, d affiche",
    "watch": "montres, la montre, de montre, de montres",
    "show me": "montre moi, montrez moi, affiche, montre, donne moi, donnez moi, je veux voir, je voudrais voir, "
    "liste, dis moi, affichez",
    "is that good": "est ce bien, est ce bon, est ce que c est bien, c est bien, est ce normal, c est normal",
    "not": "pas",
    "without": "sans",
    "only": "seulement, uniquement",
    "and": "et, ainsi que",
    "or": "ou",
    "with": "avec",
    "by": "par",
    "of": "de, du, des, d",
    "in": "en, dans",
    "~to": "à, au, aux",
    "to": "jusqu à, jusqu au, jusqu en",
    "total": "total, totaux, au total",
    "for": "pour",
    "since": "depuis",
    "from": "à partir de, à partir du, dès",
    "between": "entre",
    "during": "pendant, durant, au cours de, au cours du, au cours des, lors de, lors du",
    "if": "si",
    "all": "tous, toutes, tout",
    "was": "était, fut, a été",
    "were": "étaient, ont été",
    "is": "est",
    "are": "sont",
    "had": "avons nous eu, a t on eu, on a eu, eu, avons nous reçu, a t on reçu",
}

_MONTHS = {
    "January": "janvier, janv", "February": "février, fév", "March": "mars", "April": "avril, avr", "May": "mai",
    "June": "juin", "July": "juillet, juil", "August": "août", "September": "septembre",
    "October": "octobre, oct", "November": "novembre, nov", "December": "décembre, déc",
}  # fmt: skip
_DAYS = {
    "Monday": "lundi", "Tuesday": "mardi", "Wednesday": "mercredi", "Thursday": "jeudi", "Friday": "vendredi",
    "Saturday": "samedi", "Sunday": "dimanche", "Christmas": "noël", "Easter": "pâques",
    "Valentine's Day": "saint valentin", "Mother's Day": "fête des mères", "Father's Day": "fête des pères",
    "New Year's Eve": "saint sylvestre", "Christmas Eve": "réveillon de noël",
    "Christmas season": "période de noël, fêtes de fin d année", "Black Friday": "black friday, vendredi noir",
    "spring": "printemps", "summer": "été", "autumn": "automne", "winter": "hiver",
}  # fmt: skip
_NUMBERS = {
    "2": "deux", "3": "trois", "4": "quatre", "5": "cinq", "6": "six", "7": "sept", "8": "huit", "9": "neuf",
    "10": "dix", "11": "onze", "12": "douze", "14": "quatorze", "15": "quinze", "20": "vingt", "30": "trente",
    "60": "soixante",
}  # fmt: skip
_UNITS = {
    "day": ("jour", "jours"), "week": ("semaine", "semaines"), "month": ("mois", "mois"),
    "quarter": ("trimestre", "trimestres"), "year": ("an", "ans"), "weekend": ("week end", "week ends"),
    "year ": ("année", "années"), "day ": ("journée", "journées"), "weekend ": ("weekend", "weekends"),
}  # fmt: skip
_SPANS = spread(
    {
        "{e}": "{0}",
        "for 1 {e}": "pendant une {0}, pendant un {0}, pour une {0}",
        "{e}s": "{1}",
        "last {e}": "{0} dernier, {0} dernière, dernier {0}, dernière {0}, {0} passé, {0} passée",
        "first {e} of": "premier {0} de, première {0} de, premier {0} du, première {0} du, "
        "premier {0} d, première {0} d",
        "second {e} of": "deuxième {0} de, deuxième {0} du, deuxième {0} d, second {0} de, seconde {0} de",
        "third {e} of": "troisième {0} de, troisième {0} du, troisième {0} d",
        "fourth {e} of": "quatrième {0} de, quatrième {0} du, quatrième {0} d",
        "last {e} of": "dernier {0} de, dernière {0} de, dernier {0} du, dernière {0} du, "
        "dernier {0} d, dernière {0} d",
        "the {e} before last": "avant dernier {0}, avant dernière {0}",
        "the {e} before": "{0} précédent, {0} précédente, {0} d avant",
        "this {e}": "ce {0}, cette {0}, cet {0}, {0} en cours, {0} actuel, {0} actuelle, {0} ci, ce {0} ci",
        "this {e} so far": "depuis le début de l {0}, depuis le début du {0}, depuis le début de la {0}, "
        "cette {0} jusqu à présent, ce {0} jusqu à présent, depuis le début de cette {0}, depuis le début de ce {0}",
        "next {e}": "{0} prochain, {0} prochaine, prochain {0}, prochaine {0}",
        "next # {e}s": "# prochains {1}, # prochaines {1}, prochains # {1}, prochaines # {1}",
        "last # {e}s": "# derniers {1}, # dernières {1}, derniers # {1}, dernières # {1}",
        "# {e}s ago": "il y a # {1}",
        "1 {e} ago": "il y a un {0}, il y a une {0}",
        "same {e} last year": "même {0} l année dernière, même {0} de l an dernier, même {0} de l an passé, "
        "même {0} de l année passée, "
        "même {0} l année passée, même {0} de l année dernière, même {0} l an dernier, "
        "même {0} de l année précédente, même {0} l an passé, même {0} un an plus tôt",
        "by {e}": "par {0}",
        "every {e}": "chaque {0}, tous les {1}, toutes les {1}",
        "best {e}": "meilleur {0}, meilleure {0}",
        "worst {e}": "pire {0}, plus mauvais {0}, plus mauvaise {0}",
        "which {e}": "quel {0}, quelle {0}, quel est le {0}, quelle est la {0}",
        "best # {e}s": "# meilleurs {1}, # meilleures {1}, meilleurs # {1}",
        "worst # {e}s": "# pires {1}",
    },
    _UNITS,
)
_WEEKDAYS = spread(
    {
        "last {e}": "{0} dernier, {0} passé, dernier {0}",
        "next {e}": "{0} prochain, prochain {0}",
        "the {e} before": "{0} précédent",
    },
    {day: (_DAYS[day].split(",")[0], "") for day in WEEKDAYS},
)
_TIMES = {
    "same day last week": "même jour la semaine dernière, même jour de la semaine dernière, "
    "même jour de la semaine précédente, même jour la semaine précédente",
    "today": "aujourd hui",
    "yesterday": "hier",
    "day before yesterday": "avant hier",
    "tomorrow": "demain",
    "now": "maintenant, actuellement, en ce moment",
    "so far": "jusqu à présent, jusqu ici, à ce jour",
    "monthly": "mensuel, mensuelle, mensuels, mensuelles",
    "weekly": "hebdomadaire, hebdomadaires",
    "daily": "quotidien, quotidienne, quotidiens, quotidiennes, journalier",
    "quarterly": "trimestriel, trimestrielle, trimestriels, trimestrielles",
    "yearly": "annuel, annuelle, annuels, annuelles",
    "previous period": "période précédente",
    "same period last year": "même période de l année dernière, même période l année dernière, "
    "même période l an dernier, même période de l année précédente, même période l an passé",
    "Q1": "premier trimestre, 1 trimestre, t1, trimestre 1",
    "Q2": "deuxième trimestre, second trimestre, 2 trimestre, t2, trimestre 2",
    "Q3": "troisième trimestre, 3 trimestre, t3, trimestre 3",
    "Q4": "quatrième trimestre, 4 trimestre, t4, trimestre 4",
    "Q#": "# trimestre",
    "H1": "premier semestre, 1 semestre, s1, première moitié de l année",
    "H2": "second semestre, deuxième semestre, s2, 2 semestre, seconde moitié de l année",
    "first half of": "première moitié de, première moitié du, première moitié d, première quinzaine de, "
    "première quinzaine du, première quinzaine d",
    "second half of": "seconde moitié de, deuxième moitié de, seconde moitié du, seconde moitié d, "
    "deuxième quinzaine de, seconde quinzaine de, deuxième quinzaine d, seconde quinzaine d",
    "full": "complet, complète, entier, entière",
    "week #": "semaine #",
    "beginning of": "début, début de",
    "mid": "mi, milieu de",
    "end of": "fin, fin de",
    "ever": "de tous les temps, jamais",
    "since we started": "depuis le début, depuis toujours, depuis l ouverture, depuis le lancement",
    "lately": "récemment, ces derniers temps, dernièrement",
    "period": "période",
    "fiscal year": "année fiscale, exercice fiscal, exercice comptable",
    "second ": "deuxième, second, seconde",
    "first ": "premier",
}

_MOVES = moves(
    [("augment mont relev hauss", "ais ait ions iez aient ons ez er")],
    [
        ("baiss diminu coup abaiss chut", "ais ait ions iez aient ons ez er"),
        ("réduis", "ais ait ions iez aient ons ez ent"),
    ],
    whole={"lower ": "réduire réduit"},
)

_SMALL = words(
    """
    celui celle ceux celles le la les l un une des de du d et ou en dans a au aux pour par avec sur ce cet cette ces
    c est sont ont avons ai nous on je j me m moi mon ma mes notre nos votre vos ton ta tes tu vous il elle ils
    elles se s y qui que qu quoi ne n pas plus t lui leur leurs son sa ses ete etait etaient fut fait faire eu avez
    as peux pouvez pourrais voudrais aimerais savoir dire merci donc alors aussi encore deja si comme lors ainsi
    mais ici soit vraiment tres bien reviens combien quel quelle quels quelles nombre ça cela avoir sommes etes
    """
)


def _forms(word: str) -> list[str]:
    if word.endswith("al"):
        return [word[:-2] + "aux", word + "e", word + "es"]
    if word[-1] in "sxz":
        return [word[:-1]] if len(word) > 4 and word[-1] == "s" else []  # noqa: PLR2004 - shorter ones are no plurals
    return [word + "s"] if word.endswith("e") else [word + "s", word + "e", word + "es"]


def _letters(word: str) -> str:
    """Return the word without accents, but for the one that is no short form of revenue."""
    return "ça" if word.lower() == "ça" else plain_letters(word)


TONGUE = Tongue(
    code="fr",
    tables=(_MONTHS, _DAYS, _NUMBERS, _SPANS, _WEEKDAYS, _TIMES, _SHAPES, _TOPICS, _METRICS, _MOVES),
    small=_SMALL,
    calendar=words(
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi "
        "jeudi vendredi samedi dimanche noel paques"
    ),
    naming=words("campagne produit article annonce sku boutique collection"),
    forms=_forms,
    letters=_letters,
    contracted={"du": "de", "des": "de", "d": "de", "au": "a", "aux": "a"},
)
