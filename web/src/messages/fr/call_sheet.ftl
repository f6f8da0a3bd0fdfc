# The call sheet.
call-sheet = Fiche d’appel
sheet-when = Quand
sheet-times-sealed = Les fuseaux des deux parties sont scellés à d’autres ; l’heure figure en UTC.
sheet-languages = Langues :
sheet-people = Participants
sheet-people-sealed = Scellés au cercle des dirigeants. Ils figurent sur la fiche d’un conseiller.
sheet-duty = Officiers de permanence
sheet-duty-nobody = personne n’est accrédité
sheet-order = Ordre des appels
sheet-down = Si la ligne est interrompue
sheet-fallback = Numéros de secours
sheet-fallback-none = Aucun n’est conservé. Inscrivez-les ici à la main.
sheet-printed = État au { $at }. Les conditions signées plus tard n’y figurent pas : imprimez-la de nouveau.

# What the core says of a call sheet as data, in words.
banner-not-agreed = Non convenu
banner-not-agreed-why = Proposé par { $side } ; ces conditions ne portent pas deux signatures.
banner-postponed = Reporté
banner-postponed-why = Cette date ne tient plus. De nouvelles conditions demandent les deux signatures.
banner-refused = Non convenu
banner-refused-why =
    { $phase ->
        [withdrawn] L’offre a été retirée : personne n’appelle.
       *[declined] L’offre a été refusée : personne n’appelle.
    }
banner-cancelled = Annulé
banner-cancelled-why = Personne n’appelle.
banner-over = Terminé
banner-over-why = L’entretien a eu lieu.
banner-reported-outside = Non convenu
banner-reported-outside-why = Consigné comme tenu ailleurs, sur la parole d’une seule partie.
banner-held-outside = Terminé
banner-held-outside-why = Tenu ailleurs, comme les deux parties l’ont consigné.
banner-newer-terms = De nouvelles conditions attendent
banner-newer-terms-why = Cette fiche donne les conditions signées. Imprimez-la de nouveau quand les nouvelles auront reçu une réponse.
banner-reported = Signalé
banner-reported-why = Personne ne l’a signé : demandez à l’autre permanence.
sheet-clocks-change =
    Les horloges de { $zone } { $way ->
        [back] reculent
       *[forward] avancent
     } de { $minutes }, de { $before } à { $after } ({ $offset }), { $when }.
sheet-clocks-hours-before =
    { $hours ->
        [0] moins d’une heure avant le début
        [one] { $hours } heure avant le début
       *[other] { $hours } heures avant le début
    }
sheet-clocks-days-before =
    { $days ->
        [one] { $days } jour avant le début
       *[other] { $days } jours avant le début
    }
sheet-clocks-hours-after =
    { $hours ->
        [0] moins d’une heure après la fin
        [one] { $hours } heure après la fin
       *[other] { $hours } heures après la fin
    }
sheet-clocks-days-after =
    { $days ->
        [one] { $days } jour après la fin
       *[other] { $days } jours après la fin
    }
sheet-clocks-during = PENDANT L’ENTRETIEN
sheet-clocks-otherwise = Les horloges de { $zone } sont à { $at_start } au début, et à { $printed } au moment de cette impression.
sheet-step-look-whether-ready = Les deux permanences vérifient, sur leur page de mise en relation, que tout est prêt.
sheet-step-sit-down = Les dirigeants prennent place ; leurs pages ou terminaux attendent. Rien ne sonne encore.
sheet-step-sit-down-with-interpreters = Les interprètes prennent place, puis les dirigeants ; leurs pages ou terminaux attendent. Rien ne sonne encore.
sheet-step-confirm = Chaque permanence confirme. La première à confirmer attend l’autre.
sheet-step-ring = Après la seconde confirmation, les deux dirigeants sont appelés en même temps ; aucun n’attend l’autre.
sheet-step-planned-end = Fin prévue. Celui qui raccroche met fin à l’appel pour les deux.
sheet-nobody-calls = Personne n’appelle.
sheet-down-wait = Attendez une minute : les deux nœuds cherchent d’eux-mêmes à se joindre.
sheet-down-telephone = Puis la permanence de { $caller } téléphone à celle de { $other }. Après cinq minutes sans appel, c’est l’inverse.
sheet-down-other = l’autre partie
sheet-down-say-nothing-of-the-agenda = Ne dites rien de l’ordre du jour à ce téléphone : convenez seulement d’attendre ou de prendre un autre moment.
sheet-down-another-time = Un autre moment se convient ici, sur la page de l’entretien, quand la ligne est rétablie.
sheet-down-enter-held-outside = Si les dirigeants se parlent quand même par un autre téléphone, chaque partie le consigne comme tenu ailleurs.
sheet-contact = Entretien { $id }, conditions signées sous { $record }
sheet-contact-unsigned = Entretien { $id }, conditions que les deux parties n’ont pas signées
