"""German; umlauts may be written out, and compounds are read by their parts."""

from __future__ import annotations

from credora_agent.agent.planner.tongues.tongue import WEEKDAYS, Tongue, plain_letters, spread, words
from credora_agent.agent.planner.tongues.verbs import moves

_METRICS = {
    "gross sales": "bruttoumsatz, bruttoumsätze, bruttoverkäufe, brutto umsatz",
    "net sales": "nettoumsatz, nettoumsätze, nettoverkäufe, netto umsatz, nettoabsatz",
    "sales": "verkäufe, verkauf, absatz, absatzzahlen, verkaufszahlen",
    "sold": "verkauft, verkauften, verkaufte, verkaufen",
    "total sales": "gesamtverkäufe, verkäufe insgesamt, gesamtabsatz",
    "discounts": "rabatte, rabatt, nachlässe, gutscheincodes, preisnachlässe, rabatten",
    "discount rate": "rabattquote, rabattrate, durchschnittlicher rabatt",
    "refunds": "rückerstattungen, erstattungen, rückerstattung, erstattung, rückzahlungen, erstattet",
    "returns": "retouren, rücksendungen, rückgaben, retoure, rücksendung, retourniert",
    "return rate": "retourenquote, rücksendequote, rückgabequote, erstattungsquote, retourenrate, rückerstattungsquote",
    "shipping income": "versandeinnahmen, versanderlöse, einnahmen aus versand",
    "revenue": "umgesetzt, umsatz, umsätze, erlöse, erlös, einnahmen, umsatzerlöse, gesamtumsatz, umsatzzahlen, "
    "umsätzen",
    "cogs": "wareneinsatz, warenkosten, herstellungskosten, materialkosten, produktkosten, einkaufskosten, "
    "wareneinstandskosten",
    "gross profit": "bruttogewinn, rohertrag, rohgewinn, deckungsbeitrag 1, deckungsbeitrag i, db1, db 1, bruttoertrag",
    "contribution margin 2": "deckungsbeitrag 2, deckungsbeitrag ii, db2, db 2",
    "contribution margin 3": "deckungsbeitrag 3, deckungsbeitrag iii, db3, db 3",
    "contribution margin": "deckungsbeitrag, deckungsbeiträge",
    "gross margin": "bruttomarge, rohmarge, rohertragsmarge, bruttomargen",
    "margin": "marge, margen",
    "net margin": "nettomarge, umsatzrendite, nettoumsatzrendite",
    "profit margin": "gewinnmarge, gewinnspanne",
    "shipping costs": "versandkosten, lieferkosten, portokosten, logistikkosten",
    "fulfilment costs": "fulfillmentkosten, fulfilmentkosten, lagerkosten",
    "shipping": "versand",
    "fees": "gebühren, gebühr, zahlungsgebühren, transaktionsgebühren, provisionen",
    "ad spend": "für werbung ausgegeben, für anzeigen ausgegeben, werbung ausgegeben, für werbung bezahlt, "
    "werbeausgaben, werbekosten, anzeigenkosten, anzeigenausgaben, werbeaufwand, ausgaben für werbung, "
    "kosten für werbung, ausgaben für anzeigen, kosten für anzeigen",
    "marketing costs": "marketingkosten, marketingausgaben, marketingaufwand",
    "advertising": "werbung",
    "ads": "anzeigen, anzeige",
    "operating costs": "betriebskosten, betriebsausgaben, betriebsaufwand, gemeinkosten",
    "fixed costs": "fixkosten, fixe kosten",
    "payroll": "gehälter, löhne, personalkosten",
    "rent": "miete",
    "operating profit": "betriebsergebnis, betriebsgewinn, operatives ergebnis, operativer gewinn",
    "net profit": "nettogewinn, reingewinn, nettoergebnis, überschuss, jahresüberschuss",
    "profit": "gewinn, gewinne, profit, ergebnis",
    "loss": "verlust, verluste",
    "vat": "mehrwertsteuer, mwst, umsatzsteuer, ust",
    "taxes": "steuern, steuer",
    "tips": "trinkgelder, trinkgeld",
    "gift cards": "geschenkkarten, geschenkgutscheine, gutscheine",
    "orders": "bestellungen, bestellung, aufträge",
    "how many orders": "wie viele bestellungen, wieviele bestellungen, anzahl der bestellungen, anzahl bestellungen, "
    "bestellanzahl, wie viel bestellungen, wie viele aufträge",
    "units": "stück, einheiten, stückzahl, verkaufte artikel, verkaufte stück, verkaufte einheiten",
    "how many units": "wie viele artikel, wie viele stück, wie viele einheiten, wie viele produkte",
    "average order value": "durchschnittlicher bestellwert, durchschnittlichen bestellwert, warenkorbwert, "
    "durchschnittlicher warenkorb, bestellwert, durchschnittsbestellwert, durchschnittlicher warenkorbwert, "
    "warenkorb, durchschnittliche bestellwert, durchschnittliche warenkorb, durchschnittliche warenkorbwert",
    "interest": "zinsen",
    "costs": "kosten, ausgaben, aufwendungen, aufwand",
    "spend": "ausgegeben, ausgeben, gaben",
    "how much did we make": "wie viel haben wir verdient, wieviel haben wir verdient, was haben wir verdient, "
    "wie viel geld haben wir verdient, wie viel habe ich verdient",
    "how much did we sell": "wie viel haben wir verkauft, wieviel haben wir verkauft",
    "how much did we spend on ads": "wie viel haben wir für werbung ausgegeben, "
    "wieviel haben wir für werbung ausgegeben, was haben wir für werbung ausgegeben, "
    "wie viel haben wir für anzeigen ausgegeben",
    "last": "letzte",
    "next": "nächste, folgende",
    "reduction": "senkung",
    "before": "vor",
    "bank": "bank, konto",
    "bank balance": "saldo",
    "debt": "schulden",
    "chart": "grafik, diagramm",
    "table": "tabelle",
    "detail": "detail, details",
    "send": "senden, sende, schicke",
    "create": "erstelle, erstellen",
    "supplier": "lieferant",
    "freight": "transport",
    "half": "halbjahr",
    "subscriptions": "abo, abos",
    "cumulative": "kumuliert",
    "variance": "abweichung",
    "electricity": "strom",
    "purchases": "kauf, käufe",
    "payment": "zahlung, zahlungen",
    "costs ": "ausgabe",
    "this morning": "heute morgen",
    "gross": "brutto",
    "net": "netto",
    "maximum": "maximum",
    "minimum": "minimum",
    "list ": "liste",
}

_TOPICS = {
    "what would happen": "was bringt das, was brächte das, was würde das bringen",
    "compared to ": "ggü, gegenüber",
    "is the data fresh": "daten noch frisch, daten frisch, daten noch aktuell, daten aktuell",
    "unit costs": "stückkosten, einkaufspreise, einkaufspreis, einstandspreise",
    "last # orders": "letzten # bestellungen, letzte # bestellungen",
    "last order": "letzte bestellung",
    "we take a loan of #": "kredit über # aufnehmen, darlehen über # aufnehmen, kredit von # aufnehmen",
    "we take a loan of # at # over # months": "kredit über # zu % auf # monate aufnehmen, "
    "kredit von # zu % auf # monate aufnehmen, darlehen über # zu % auf # monate aufnehmen, "
    "kredit über # zu % über # monate aufnehmen",
    "loan": "kredit, darlehen",
    "at #": "zu %",
    "over # months": "auf # monate, über # monate",
    "drop #": "um # sinkt, um # fällt, um # sinken, um # zurückgeht, um # einbricht, um # zurückgehen, um # fallen",
    "rise #": "um # steigt, um # steigen, um # wächst",
    "come back": "kommen wieder, kommen zurück, kaufen wieder, kehren zurück, haben wieder gekauft, wieder gekauft, "
    "erneut gekauft",
    "will we have enough cash": "reicht unser geld, reicht das geld, haben wir genug geld, reicht die liquidität, "
    "werden wir genug geld haben, reicht unsere liquidität, reicht das cash",
    "at year end": "bis jahresende, zum jahresende, ende des jahres, bis ende des jahres, bis zum jahresende",
    "year end": "jahresende",
    "where are we losing money": "wo verlieren wir geld, wo machen wir verlust",
    "simulate": "simuliere, simulier, simulieren",
    "money": "geld",
    "where": "wo",
    "performance": "leistung, performance",
    "profit and loss": "gewinn und verlustrechnung, guv, gewinn und verlust, g u v, erfolgsrechnung, ergebnisrechnung",
    "did we make money": "haben wir geld verdient, haben wir gewinn gemacht",
    "did we lose money": "haben wir geld verloren, verlieren wir geld, haben wir verlust gemacht",
    "make money": "geld verdient, geld verdienen",
    "lose money ": "geld verloren",
    "earned": "verdient, eingenommen",
    "make a profit": "gewinn gemacht, gewinn erzielt",
    "make a loss": "verlust gemacht",
    "were we profitable": "waren wir profitabel, waren wir rentabel",
    "are not profitable": "rechnen sich nicht, rechnet sich nicht, sind nicht profitabel, sind nicht rentabel, "
    "ist nicht profitabel, lohnen sich nicht",
    "profitable": "profitabel, rentabel, profitable",
    "how did": "wie lief, wie lief es, wie ist es gelaufen, wie liefen, wie ist gelaufen",
    "how was": "wie war",
    "how are we doing": "wie läuft es, wie läuft das geschäft, wie geht es dem shop, wie stehen wir, "
    "wie läuft der shop, wie läufts, wie stehen wir da, wie gehts dem shop",
    "overview of": "überblick über, übersicht über, zusammenfassung für, überblick zum, überblick zu",
    "overview": "überblick, übersicht, zusammenfassung",
    "numbers": "zahlen",
    "results": "ergebnisse",
    "return on ad spend": "werberendite",
    "campaigns": "kampagnen, werbekampagnen",
    "campaign": "kampagne, werbekampagne",
    "which campaigns": "welche kampagnen, welche werbekampagnen",
    "which campaign": "welche kampagne, welche werbekampagne",
    "by campaign": "nach kampagne, pro kampagne, je kampagne, nach kampagnen",
    "by product": "nach produkt, pro produkt, je produkt, nach produkten, nach artikel, pro artikel",
    "top products": "bestseller, topseller, meistverkaufte produkte, meistverkauften produkte, beste produkte, "
    "besten produkte, topprodukte, top produkte, meistverkauften artikel, bestverkaufte produkte, "
    "bestverkauften produkte",
    "top # products": "# besten produkte, # meistverkauften produkte, top # produkte, # meistverkauften artikel, "
    "# bestverkauften produkte, top # artikel, # top produkte, # beste produkte",
    "worst products": "schlechtesten produkte, schlechteste produkte, ladenhüter",
    "which products": "welche produkte, welche artikel",
    "which product": "welches produkt, welcher artikel",
    "products": "produkte, produkten",
    "product": "produkt, artikel",
    "best selling product": "meistverkaufte produkt, meistverkauftes produkt, bestverkaufte produkt, "
    "meistverkauften artikel, meistverkaufter artikel",
    "best selling": "meistverkauft, meistverkaufte, am besten verkaufte, bestverkauft",
    "did we sell the most": "am meisten verkauft, am besten verkauft",
    "lose money": "verlieren geld, machen verlust, verliert geld, verlust machen, machen verluste, geld verlieren, "
    "macht verlust",
    "most profitable": "profitabelste, profitabelsten, rentabelsten, rentabelste",
    "cash": "bargeld, liquidität, kasse, kassenbestand, kontostand, barmittel, bankguthaben, cashbestand, "
    "geld auf dem konto",
    "how much cash do we have": "wie viel geld haben wir, wieviel geld haben wir, wie viel cash haben wir, "
    "wie viel liquidität haben wir, wie viel geld haben wir auf dem konto, wie viel geld ist auf dem konto",
    "cash flow": "geldfluss, zahlungsfluss",
    "run out of cash": "geht das geld aus, geld ausgehen, geht uns das geld aus, uns das geld ausgeht, das geld aus, "
    "das geld ausgeht, geht uns die liquidität aus, geht uns das cash aus, geld ausgeht, uns das geld ausgehen",
    "how long is our runway": "wie lange reicht das geld, wie lange reicht unser geld, "
    "wie lange reicht unsere liquidität, wie lange reicht die liquidität, wie lange reicht das cash, "
    "wie viele monate reicht das geld, wie lange kommen wir mit dem geld aus, wie lange reicht der cash, "
    "wie lange reicht unser cash",
    "forecast": "prognose, vorhersage, prognosen, ausblick, vorausschau, hochrechnung",
    "cash forecast": "liquiditätsprognose, cashprognose, liquiditätsplanung",
    "sales forecast": "umsatzprognose, absatzprognose, verkaufsprognose",
    "what will revenue be": "wie hoch wird der umsatz, wie hoch wird der umsatz sein, "
    "wie viel umsatz werden wir machen, wie wird der umsatz",
    "what will sales be": "wie viel werden wir verkaufen, wie viel verkaufen wir voraussichtlich",
    "what will": "wie hoch wird, wie hoch werden, wie wird, wie werden",
    "will": "wird, werden",
    "expected": "erwartet, erwarteter, voraussichtlich, erwarteten",
    "what if": "was wäre wenn, was passiert wenn, was ist wenn, was wenn, was würde passieren wenn, was geschieht wenn",
    "what happens": "was passiert, was passiert dann, was geschieht dann",
    "we raise prices by #": "preise um # erhöhen, preise um # anheben, preise um # erhöhe, preise um # steigern, "
    "preis um # erhöhen, preise # erhöhen, preise um # erhöhten, preise um # anhöben",
    "we raise prices": "preise erhöhen, preise anheben, preise erhöhe",
    "we lower prices by #": "preise um # senken, preise um # reduzieren, preise um # senke, preis um # senken, "
    "preise um # herabsetzen",
    "we lower prices": "preise senken, preise reduzieren",
    "we cut ad spend by #": "werbeausgaben um # senken, werbeausgaben um # kürzen, werbung um # kürzen, "
    "werbebudget um # kürzen, werbeausgaben um # reduzieren, werbung um # reduzieren, werbebudget um # senken, "
    "werbekosten um # senken, werbekosten um # reduzieren, werbung um # senken, werbebudget um # reduzieren, "
    "werbekosten um # kürzen",
    "we stop ads": "werbung einstellen, anzeigen abschalten, werbung stoppen, werbung abschalten",
    "we increase ad spend by #": "werbeausgaben um # erhöhen, werbebudget um # erhöhen, werbung um # erhöhen, "
    "werbekosten um # erhöhen, werbeausgaben um # steigern, werbebudget um # anheben, werbeausgaben um # anheben",
    "we double ad spend": "werbeausgaben verdoppeln, werbebudget verdoppeln, werbung verdoppeln",
    "we hire someone at # a month": "jemanden für # im monat einstellen, jemanden für # pro monat einstellen, "
    "mitarbeiter für # im monat einstellen, person für # im monat einstellen, "
    "mitarbeiterin für # im monat einstellen, jemand für # im monat einstellen, mitarbeiter für # pro monat einstellen",
    "we hire": "einstellen, stellen wir ein",
    "can we afford": "können wir uns leisten, können wir es uns leisten",
    "# a month": "# im monat, # pro monat, # monatlich",
    "rises above #": "über # steigt",
    "break even": "gewinnschwelle, break even point",
    "customers": "kunden, käufer, kundinnen",
    "customer": "kunde",
    "new customers": "neukunden, neue kunden, neuen kunden",
    "how many new customers": "wie viele neukunden, wie viele neue kunden, anzahl neukunden",
    "how many customers": "wie viele kunden",
    "returning customers": "stammkunden, wiederkehrende kunden, bestandskunden",
    "repeat purchase rate": "wiederkaufsrate, wiederkaufrate, wiederkaufsquote",
    "retention": "kundenbindung",
    "customer lifetime value": "kundenwert, kundenlebenswert",
    "customer acquisition cost": "kundenakquisekosten, akquisitionskosten, kundengewinnungskosten, "
    "kosten pro neukunde, kundenakquisitionskosten",
    "cohorts": "kohorten, kohorte",
    "stock": "bestand, lagerbestand, lager, bestände, lagerbestände, warenbestand, vorrat, vorräte",
    "how much stock do we have": "wie viel haben wir auf lager, wie viel lagerbestand haben wir, "
    "wie viel bestand haben wir, wie hoch ist der lagerbestand, wie viel ware haben wir auf lager, "
    "was haben wir auf lager",
    "in stock": "auf lager",
    "out of stock": "ausverkauft, nicht auf lager, vergriffen",
    "which products run out": "welche produkte gehen aus, welche artikel gehen aus, "
    "welche produkte sind bald ausverkauft, welche produkte gehen bald aus, was ist bald ausverkauft, "
    "welche artikel sind bald ausverkauft",
    "which products run out first": "welche produkte gehen zuerst aus, welche artikel gehen zuerst aus",
    "what should we reorder": "was sollten wir nachbestellen, was müssen wir nachbestellen, "
    "was soll ich nachbestellen, was muss nachbestellt werden, was sollen wir nachbestellen, "
    "was muss ich nachbestellen",
    "reorder": "nachbestellen",
    "days of cover": "reichweite",
    "budget": "budget, budgets, plan",
    "budget versus actual": "soll ist, soll und ist, plan ist, plan ist vergleich, soll gegen ist",
    "versus budget": "gegenüber budget, gegenüber dem budget, im vergleich zum budget, soll ist vergleich, "
    "verglichen mit dem budget, gegen budget, gegenüber plan",
    "over budget": "über budget, über dem budget",
    "are we on budget": "sind wir im budget, liegen wir im budget, halten wir das budget ein",
    "are we over budget": "sind wir über budget, liegen wir über budget, sind wir über dem budget, "
    "liegen wir über dem budget",
    "target": "ziel, ziele, zielvorgabe",
    "payouts": "auszahlungen, shopify auszahlungen",
    "payout": "auszahlung",
    "next payout": "nächste auszahlung",
    "last payout": "letzte auszahlung",
    "alert me when": "benachrichtige mich wenn, warne mich wenn, sag mir bescheid wenn, gib mir bescheid wenn, "
    "melde dich wenn, alarmiere mich wenn, benachrichtige mich sobald, warne mich sobald",
    "create an alert": "erstelle einen alarm, erstelle eine warnung, richte einen alarm ein, lege einen alarm an, "
    "erstelle eine benachrichtigung",
    "falls below #": "unter # fällt",
    "alerts": "alarme, warnungen, benachrichtigungen, alarm",
    "export": "exportiere, exportieren, export, herunterladen",
    "every monday": "jeden montag",
    "send me": "schick mir, sende mir, schicke mir",
    "a report": "einen bericht",
    "report": "bericht, berichte, report",
    "what needs attention": "was braucht aufmerksamkeit, worauf muss ich achten, was sollte ich beachten, "
    "worum muss ich mich kümmern, was ist auffällig, wo brennt es, was erfordert aufmerksamkeit, "
    "worauf sollte ich achten, worauf müssen wir achten, worauf muss ich heute achten, "
    "worauf muss ich diese woche achten, worauf soll ich achten, was muss ich mir ansehen, wo gibt es probleme",
    "findings": "auffälligkeiten, befunde",
    "what should we": "was sollten wir, was sollen wir",
    "should we": "sollten wir, sollen wir",
    "conversion rate": "konversionsrate, umwandlungsrate, conversionrate",
    "visitors": "besucher, besuche",
    "clicks": "klicks",
    "impressions": "impressionen",
    "search terms": "suchbegriffe",
    "by country": "nach land, pro land, nach ländern",
    "by channel": "nach kanal, pro kanal, nach kanälen",
    "reconcile": "abgleichen, abgleich, abstimmen, abstimmung, gleiche ab, stimme ab",
    "numbers match": "stimmen die zahlen, stimmen unsere zahlen, passen die zahlen",
    "match": "stimmen, stimmt, stimmt überein, stimmen überein, übereinstimmen, passt zu, passen zu",
    "does this match shopify": "stimmt das mit shopify überein, passt das zu shopify",
    "do the numbers match shopify": "stimmen die zahlen mit shopify überein",
    "does not match": "stimmt nicht mit überein, stimmt nicht überein, stimmen nicht überein",
    "show me the rows behind": "schlüssel auf, zeig mir die buchungen hinter, zeige mir die buchungen zu, "
    "zeig mir die zeilen hinter, zeig mir die buchungen zu, welche buchungen stecken hinter, was steckt hinter, "
    "zeige die buchungen hinter, zeig mir die einzelposten zu, zeig mir die einzelnen buchungen zu, "
    "zeige mir die buchungen hinter, zeig mir die belege zu, welche buchungen stehen hinter",
    "transactions": "transaktionen, buchungen, einzelposten",
    "rows": "zeilen, einträge",
    "how fresh is the data": "wie aktuell sind die daten, wie frisch sind die daten, wie alt sind die daten",
    "is the data up to date": "sind die daten aktuell, sind die daten auf dem neuesten stand",
    "last sync": "zuletzt abgeglichen, letzter abgleich, zuletzt synchronisiert, zuletzt aktualisiert, "
    "letzte synchronisierung, letzte synchronisation, letzter import, letzter sync, letzte aktualisierung",
    "when was the": "wann war die, wann war der",
    "what data do you have": "welche daten hast du, welche daten haben wir, welche daten gibt es, "
    "welche daten liegen vor",
    "data": "daten",
    "competitors": "konkurrenz, wettbewerber, mitbewerber",
    "weather": "wetter",
    "poem": "gedicht",
    "joke": "witz",
    "hello": "hallo, guten tag, guten morgen",
    "what can you do": "was kannst du, was kannst du alles, was kann ich fragen, was kann ich dich fragen",
    "help": "hilfe, hilf mir",
    "thanks": "danke",
    "ignore previous instructions": "ignoriere alle vorherigen anweisungen, ignoriere vorherige anweisungen, "
    "ignoriere die vorherigen anweisungen, ignoriere deine anweisungen, vergiss deine anweisungen, "
    "vergiss alle anweisungen, ignoriere alle anweisungen, vergiss alle vorherigen anweisungen",
    "other shop": "anderer shop, anderen shop, anderen shops, anderen händler, anderer shops, anderen läden",
    "all shops": "alle shops, aller shops, alle läden, aller läden",
    "system prompt": "systemprompt, systemanweisung",
    "password": "passwort, passwörter, kennwort",
    "cancel order #": "storniere bestellung #, storniere die bestellung #",
    "refund order #": "erstatte bestellung #, erstatte die bestellung #",
    "cancel": "storniere, stornieren",
    "delete": "lösche, löschen, entferne",
    "refund": "erstatte",
    "pause": "pausiere, pausieren, stoppe",
    "pause all campaigns": "pausiere alle kampagnen, stoppe alle kampagnen",
    "change the price": "ändere den preis",
    "change": "ändere, ändern, setze",
    "prices": "preise",
    "price": "preis",
    "raise": "erhöhe, erhöhen",
    "lower ": "senke, senken",
    "email": "maile, mail",
    "please": "bitte",
    "the accountant": "steuerberater, buchhalter",
}

_SHAPES = {
    "going": "läuft, laufen, lief, liefen",
    "perform": "funktioniert, funktionieren, performt, performen",
    "left": "übrig",
    "bought": "gekauft, kauften",
    "bring": "bringen, bringt, brachte, brachten, gebracht",
    "lost": "verloren",
    "pay": "bezahlt, gezahlt, zahlen, zahlten",
    "generate": "erzielt, erwirtschaftet, generiert",
    "came in": "kam, reingekommen, eingegangen, kamen",
    "cost": "gekostet, kostet, kostete, kosteten",
    "the one before": "davor",
    "compared to": "gegenüber, im vergleich zu, im vergleich zum, im vergleich zur, verglichen mit, gegen, "
    "im gegensatz zu, versus, vergleich zu, im vergleich mit, vergleich zum, vergleich zur, im verhältnis zu",
    "compare": "vergleiche, vergleichen, vergleich",
    "difference": "unterschied, differenz, unterschiede",
    "year over year": "im jahresvergleich, jahresvergleich, zum vorjahr, yoy, gegenüber vorjahr, "
    "im vorjahresvergleich, im vergleich zum vorjahr, gegenüber dem vorjahr, verglichen mit dem vorjahr, vs vorjahr",
    "month over month": "im monatsvergleich, monatsvergleich, zum vormonat",
    "compared to the month before": "gegenüber dem vormonat, im vergleich zum vormonat, gegenüber vormonat, "
    "vs vormonat, verglichen mit dem vormonat",
    "compared to the week before": "gegenüber der vorwoche, im vergleich zur vorwoche, gegenüber vorwoche, "
    "vs vorwoche, verglichen mit der vorwoche",
    "compared to the quarter before": "gegenüber dem vorquartal, im vergleich zum vorquartal, gegenüber vorquartal",
    "compared to the previous period": "gegenüber der vorperiode, im vergleich zur vorperiode, "
    "gegenüber dem vorherigen zeitraum, im vergleich zum vorherigen zeitraum",
    "change ": "veränderung, veränderungen, änderung, verändert, geändert, veränderte",
    "growth": "wachstum",
    "grown": "gewachsen, wuchs, wachsen, wuchsen",
    "up": "gestiegen, stieg, stiegen, steigt, steigen, anstieg, zugenommen, erhöht",
    "fallen": "gefallen, fiel, fielen, gesunken, sank, sanken, sinkt, rückgang, eingebrochen, zurückgegangen, "
    "abgenommen, sinken, fallen, einbruch, fällt",
    "improved": "verbessert, verbesserte",
    "worsened": "verschlechtert, verschlechterte",
    "higher": "höher, höhere",
    "lower": "niedriger, geringer, niedrigere",
    "so high": "so hoch",
    "better": "besser",
    "worse": "schlechter",
    "more than #": "mehr als #",
    "less than #": "weniger als #",
    "~more": "mehr",
    "~less": "weniger",
    "~than": "als",
    "why": "warum, wieso, weshalb, woran liegt es dass, woran lag es dass, woran liegt, woran lag, "
    "was war der grund für",
    "explain": "erkläre, erklär, erklär mir, erkläre mir",
    "trend": "entwicklung, trend, verlauf",
    "how has": "wie hat sich, wie haben sich, wie entwickelt sich, wie entwickeln sich, wie hat, wie haben",
    "developed": "entwickelt, entwickelte, entwickelten, entwickeln",
    "how did  ": "wie entwickelte sich, wie entwickelten sich",
    "over time": "im zeitverlauf, im laufe der zeit, über die zeit",
    "worked best": "lief am besten, liefen am besten, funktioniert am besten, hat am besten funktioniert",
    "best": "bester, beste, bestes, besten",
    "worst": "schlechtester, schlechteste, schlechtestes, schlechtesten, schlimmste, schwächste",
    "strongest": "stärkste",
    "with the most": "mit den meisten, mit dem meisten, mit dem höchsten, mit der höchsten, mit den höchsten",
    "with the fewest": "mit den wenigsten, mit dem niedrigsten, mit den niedrigsten, mit der niedrigsten, "
    "mit dem geringsten",
    "most": "meisten, am meisten, meiste",
    "highest": "höchster, höchste, höchsten, am höchsten",
    "lowest": "niedrigster, niedrigste, niedrigsten, geringste, am niedrigsten",
    "biggest": "größte, größten",
    "share of": "anteil, anteil der, anteil von, prozentsatz",
    "average": "durchschnitt, durchschnittlich, durchschnittliche, im durchschnitt",
    "how much": "wie viel, wieviel, wie hoch, wie hoch ist, wie hoch war, wie hoch waren, wie hoch sind",
    "how many": "wie viele, wieviele, anzahl",
    "what happened": "was passierte, was geschah, was ist passiert",
    "happened": "passiert, geschehen",
    "each": "jede, jeder, jedes",
    "someone": "jemanden, jemand",
    "hire": "einzustellen",
    "as a percentage of": "in prozent vom, in prozent von, in prozent des, in prozent der, als prozentsatz vom",
    "what was": "was war, welcher war, welches war",
    "what were": "was waren, welche waren",
    "what is": "was ist",
    "what are": "was sind",
    "what": "was",
    "which": "welcher, welche, welches, welchen, welchem",
    "which day": "an welchem tag, welcher tag",
    "which month": "in welchem monat, welcher monat",
    "when": "wann",
    "how": "wie",
    "show me": "zeig mir, zeige mir, zeig, zeige, gib mir, liste, nenne mir, ich möchte sehen, ich will sehen, "
    "ich brauche",
    "is that good": "ist das gut, ist das normal, ist das viel",
    "not": "nicht, kein, keine",
    "without": "ohne",
    "only": "nur",
    "and": "und, sowie",
    "or": "oder",
    "with": "mit",
    "by": "nach, pro, je",
    "of": "von, vom",
    "of the": "des",
    "in": "im, in, am, an",
    "to": "bis zum, bis zu, bis",
    "total": "insgesamt, gesamt",
    "for": "für",
    "from": "ab, von",
    "between": "zwischen",
    "during": "während",
    "if": "wenn, falls",
    "all": "alle, alles",
    "was": "war",
    "were": "waren",
    "is": "ist",
    "are": "sind",
    "had": "hatten, hatte",
    "below #": "unter #",
    "over #": "über #",
    "behind": "hinter",
}

_MONTHS = {
    "January": "januar, jänner, jan",
    "February": "februar, feber, feb", "March": "märz, mrz", "April": "april, apr",
    "May": "mai", "June": "juni, jun", "July": "juli, jul", "August": "august, aug",
    "September": "september, sept, sep",
    "October": "oktober, okt", "November": "november, nov", "December": "dezember, dez",
}  # fmt: skip
_DAYS = {
    "Monday": "montag", "Tuesday": "dienstag", "Wednesday": "mittwoch", "Thursday": "donnerstag", "Friday": "freitag",
    "Saturday": "samstag, sonnabend", "Sunday": "sonntag", "Christmas": "weihnachten", "Easter": "ostern",
    "Valentine's Day": "valentinstag", "Mother's Day": "muttertag", "Father's Day": "vatertag",
    "New Year's Eve": "silvester", "Christmas Eve": "heiligabend",
    "Christmas season": "weihnachtsgeschäft, weihnachtszeit",
    "Black Friday": "black friday, schwarzer freitag", "spring": "frühling, frühjahr", "summer": "sommer",
    "autumn": "herbst", "winter": "winter",
}  # fmt: skip
_NUMBERS = {
    "2": "zwei", "3": "drei", "4": "vier", "5": "fünf", "6": "sechs", "7": "sieben", "8": "acht", "9": "neun",
    "10": "zehn", "11": "elf", "12": "zwölf", "14": "vierzehn", "15": "fünfzehn", "20": "zwanzig", "30": "dreißig",
    "60": "sechzig", "90": "neunzig",
}  # fmt: skip
_UNITS = {
    "day": ("tag", "tage"), "week": ("woche", "wochen"), "month": ("monat", "monate"),
    "quarter": ("quartal", "quartale"), "year": ("jahr", "jahre"), "weekend": ("wochenende", "wochenenden"),
}  # fmt: skip
_SPANS = spread(
    {
        "{e}": "{0}",
        "for 1 {e}": "für eine {0}, für einen {0}, für ein {0}",
        "{e}s": "{1}",
        "last {e}": "letzter {0}, letzte {0}, letztes {0}, vergangene {0}, vergangenes {0}, vergangener {0}, "
        "vorige {0}, voriges {0}, voriger {0}",
        "first {e} of": "erste {0} im, erster {0} im, erstes {0} im, erste {0} des, erste {0} vom",
        "second {e} of": "zweite {0} im, zweiter {0} im, zweites {0} im, zweite {0} des",
        "third {e} of": "dritte {0} im, dritter {0} im, drittes {0} im, dritte {0} des",
        "fourth {e} of": "vierte {0} im, vierter {0} im, viertes {0} im, vierte {0} des",
        "last {e} of": "letzte {0} im, letzter {0} im, letztes {0} im, letzte {0} des",
        "the {e} before last": "vorletzte {0}, vorletzter {0}, vorletztes {0}",
        "the {e} before": "{0} davor, {0} zuvor, vorherige {0}, vorheriger {0}, vorheriges {0}, vor{0}",
        "this {e}": "diese {0}, dieses {0}, dieser {0}, aktuelle {0}, aktueller {0}, aktuelles {0}, laufende {0}, "
        "laufendes {0}, laufender {0}",
        "this {e} so far": "diese {0} bisher, dieses {0} bisher, dieser {0} bisher, bisher diese {0}, "
        "bisher dieses {0}, seit {0}sbeginn, bisher in diesem {0}, bisher in dieser {0}, bisher im laufenden {0}",
        "next {e}": "nächste {0}, nächster {0}, nächstes {0}, kommende {0}, kommender {0}, kommendes {0}",
        "next # {e}s": "nächste # {1}, kommende # {1}, nächsten # {1}",
        "last # {e}s": "letzte # {1}, letzten # {1}, vergangene # {1}, vergangenen # {1}",
        "# {e}s ago": "vor # {1}",
        "1 {e} ago": "vor einem {0}, vor einer {0}",
        "same {e} last year": "gleiche {0} im vorjahr, gleicher {0} im vorjahr, gleiches {0} im vorjahr, "
        "gleiche {0} letztes jahr, gleichen {0} letztes jahr, selben {0} im vorjahr, gleichen {0} im letzten jahr, "
        "selben {0} letztes jahr, vorjahres{0}, gleicher {0} des vorjahres, gleiche {0} des vorjahres, "
        "gleiches {0} des vorjahres",
        "by {e}": "nach {0}, pro {0}, je {0}, nach {1}, {0} für {0}, {0}sweise",
        "every {e}": "jede {0}, jeder {0}, jedes {0}",
        "best {e}": "bester {0}, beste {0}, bestes {0}",
        "worst {e}": "schlechtester {0}, schlechteste {0}, schlechtestes {0}",
        "best # {e}s": "# besten {1}, besten # {1}, # beste {1}",
        "worst # {e}s": "# schlechtesten {1}, # schlechteste {1}",
    },
    _UNITS,
)
_WEEKDAYS = spread(
    {
        "last {e}": "letzter {0}, letzte {0}, vergangener {0}, vorige {0}, voriger {0}",
        "next {e}": "nächster {0}, nächste {0}, kommender {0}",
    },
    {day: (_DAYS[day].split(",")[0], "") for day in WEEKDAYS},
)
_TIMES = {
    "same day last week": "gleichen tag letzter woche, gleicher tag letzter woche, gleichen tag der vorwoche, "
    "selben tag letzter woche, selben tag der vorwoche, gleichen wochentag der vorwoche, "
    "gleichen wochentag letzter woche, selben wochentag der vorwoche",
    "today": "heute",
    "yesterday": "gestern",
    "day before yesterday": "vorgestern",
    "tomorrow": "morgen",
    "now": "jetzt, momentan, derzeit, gerade, aktuell",
    "so far": "bisher, bis heute, bis jetzt",
    "monthly": "monatlich, monatlicher, monatliche",
    "weekly": "wöchentlich, wöchentliche, wöchentlicher",
    "daily": "täglich, tägliche, täglicher",
    "quarterly": "quartalsweise, vierteljährlich",
    "yearly": "jährlich, jährliche",
    "previous period": "vorperiode, vorheriger zeitraum, vorzeitraum",
    "same period last year": "vorjahreszeitraum, gleicher zeitraum im vorjahr, gleichen zeitraum im vorjahr, "
    "gleicher zeitraum des vorjahres, selben zeitraum im vorjahr",
    "last year": "vorjahr",
    "last month ": "vormonat",
    "last week ": "vorwoche",
    "last quarter ": "vorquartal",
    "first quarter": "anfangsquartal",
    "Q1": "erstes quartal, erste quartal, 1 quartal",
    "Q2": "zweites quartal, zweite quartal, 2 quartal",
    "Q3": "drittes quartal, dritte quartal, 3 quartal",
    "Q4": "viertes quartal, vierte quartal, 4 quartal",
    "Q#": "# quartal, quartal #",
    "H1": "erstes halbjahr, erste halbjahr, 1 halbjahr, erste jahreshälfte",
    "H2": "zweites halbjahr, zweite halbjahr, 2 halbjahr, zweite jahreshälfte",
    "second ": "zweite, zweiten, zweiter, zweites",
    "third ": "dritte, dritten, drittes",
    "first half of": "erste hälfte, erste hälfte des",
    "second half of": "zweite hälfte, zweite hälfte des",
    "full": "volle, voller, volles, vollen, ganze, ganzer, ganzes, ganzen, komplette, kompletten, kompletter, "
    "abgeschlossene, abgeschlossenen, abgeschlossener",
    "this week so far": "seit wochenanfang, seit wochenbeginn",
    "this month so far": "seit monatsanfang, seit monatsbeginn",
    "this quarter so far": "seit quartalsanfang, seit quartalsbeginn",
    "this year so far": "seit jahresanfang, seit jahresbeginn",
    "week #": "kw #, kalenderwoche #, woche #",
    "beginning of": "anfang, beginn",
    "mid": "mitte",
    "end of": "ende",
    "since": "seit",
    "ever": "aller zeiten, jemals",
    "since we started": "seit beginn, seit anfang, seit der gründung, von anfang an, seit dem start",
    "lately": "in letzter zeit, zuletzt, neulich, kürzlich",
    "period": "zeitraum, periode",
    "fiscal year": "geschäftsjahr, wirtschaftsjahr",
    "the year before ": "im jahr davor, jahr davor",
    "the month before ": "im monat davor",
    "the week before ": "in der woche davor",
    "this year": "heuer",
    "in the year": "im jahr, im jahre",
    "beginning of the year": "jahresbeginn, jahresanfang",
}

_MOVES = moves(
    [("erhöh steiger", "en te ten e"), ("stieg", "e en")],
    [("senk kürz reduzier verringer", "en te ten e"), ("fiel sänk sank", "e en")],
    whole={"raise": "steigen steigt", "lower ": "fallen fällt sinken sinkt"},
)

_SMALL = words(
    """
    rein raus überein der die das den dem des ein eine einer einem einen eines und oder von vom zu zum zur im in am
    an auf für fur mit bei aus nach pro je wir ich uns mir mich unser unsere unserem unseren unserer mein meine
    meinem meinen meiner es sich habe haben hat hatte hatten ist sind war waren wurde wurden wird werden bin gibt
    gab dass als wie was auch noch schon mal denn doch etwa eigentlich bitte kannst konntest können konnen du dein
    deine sie er ihr ihre man so sehr um bis ab über unter hinter seit dann da hier dort eben einfach sagen sag
    wissen möchte mochte will würde sein gemacht gewesen geworden betrug betragen beträgt betragt lag lagen liegt
    liegen machen machte machten denen ins
    """
)


def _letters(word: str) -> str:
    """Return the word without umlauts, whether written as such, written out, or left away."""
    plain = plain_letters(word)
    return plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _forms(word: str) -> list[str]:
    if word.endswith("e"):
        return [word + "n", word + "r", word + "s", word + "m", word[:-1]]
    return [word + end for end in ("e", "en", "n", "s", "es", "er", "em")]


TONGUE = Tongue(
    code="de",
    tables=(_MONTHS, _DAYS, _NUMBERS, _SPANS, _WEEKDAYS, _TIMES, _SHAPES, _TOPICS, _METRICS, _MOVES),
    small=frozenset(_letters(word) for word in _SMALL),
    calendar=frozenset(),
    naming=words("kampagne produkt artikel sku kollektion"),
    forms=_forms,
    letters=_letters,
    nouns_are_capital=True,
    joints=("", "s", "es", "n", "en"),
)
