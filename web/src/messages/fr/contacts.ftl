nav-contacts = Entretiens
nav-soundings = Prises de contact informelles
contact-propose = Proposer un entretien
contact-enter = Consigner ce qui s’est passé ailleurs
contacts-none = Aucun entretien pour l’instant, et aucun n’est proposé.
contacts-running = En cours
contacts-ours =
    { $count ->
        [one] En attente de votre partie : { $count } entretien
       *[other] En attente de votre partie : { $count } entretiens
    }
contacts-agreed = Convenus
contacts-theirs = En attente de l’autre partie
contacts-past = Passés ou abandonnés
contacts-reported = Connus par ouï-dire seulement : { $count }
contacts-reported-means = Personne ne les a signés, et ils ne valent aucun accord.
contact-proposed-by = Proposé par

when-side-day = { $day }, { $time } pour { $side } ({ $zone })
when-side = { $time } pour { $side } ({ $zone })
when-between = {", "}

contact-when = Date et heure
contact-no-date = Aucune date n’est fixée.
contact-awaited-ours = { $other } attend votre réponse
contact-awaited-theirs = Vous attendez { $other }
contact-awaited-both = Chaque partie attend l’autre
contact-awaited-nobody = Aucune réponse n’est attendue
contact-answer-until = L’offre vaut jusqu’à { $time } le { $day }, heure de { $side }. Passé ce délai, personne ne peut plus l’accepter.
contact-amendment = Ce qui changerait : ces conditions à la place de celles qui sont convenues

contact-accept = Accepter
contact-confirm-outside = Confirmer qu’il a eu lieu
contact-counter = Répondre par d’autres conditions
contact-amend = Proposer une modification
contact-decline = Décliner
contact-withdraw = Retirer l’offre
contact-postpone = Reporter sans date
contact-cancel = Annuler l’entretien

contact-to-duty = Au tableau de mise en relation

contact-ask-accept = Accepter ces conditions ?
contact-ask-confirm-outside = Confirmer qu’il a eu lieu par une autre voie ?
contact-ask-decline = Décliner cette offre ?
contact-ask-withdraw = Retirer votre offre ?
contact-ask-postpone = Reporter l’entretien sans date ?
contact-ask-cancel = Annuler l’entretien ?

contact-sign-accept = Signer et accepter
contact-sign-confirm-outside = Signer et confirmer
contact-sign-decline = Décliner
contact-sign-withdraw = Retirer
contact-sign-postpone = Reporter
contact-sign-cancel = Annuler l’entretien

contact-means-accept = Par votre signature, ces conditions sont convenues entre les deux parties. { $other } ne peut plus les modifier sans vous.
contact-means-amend = Par votre signature, ces conditions remplacent celles qui sont convenues aujourd’hui. { $other } ne peut plus les modifier sans vous.
contact-means-confirm-outside = Vous déclarez que l’entretien a eu lieu tel que { $other } l’a consigné. La parole des deux parties en fait alors foi.
contact-means-decline = { $other } en est avisé aussitôt et peut offrir d’autres conditions ; cette offre ne peut plus être acceptée.
contact-means-withdraw = { $other } en est avisé aussitôt et ne peut plus accepter l’offre. Ce qui était convenu auparavant le reste.
contact-means-postpone = { $other } en est avisé aussitôt. L’entretien demeure, sans date, jusqu’à ce que les deux parties en conviennent d’une nouvelle.
contact-means-cancel = { $other } en est avisé aussitôt. L’entretien n’aura pas lieu et ne peut être rétabli ; vous pourrez en proposer un autre.
contact-amendment-agenda = Ce qu’elle change à l’ordre du jour n’est pas montré ici : seul l’ordre du jour en vigueur est affiché.
contact-amendment-unread = Cet appareil ne voit que la nouvelle heure, pas les autres changements. Prenez connaissance de toute l’offre avant de signer.
contact-reason = Motif, si vous en donnez un
contact-reason-means = Seuls les dirigeants des deux parties le lisent. { $other } le conserve.

contact-done-accept = Accepté. Les deux signatures y figurent.
contact-done-confirm-outside = Confirmé.
contact-done-decline = Décliné. L’autre partie en est avisée.
contact-done-withdraw = L’offre est retirée.
contact-done-postpone = Reporté. Une nouvelle date reste à convenir.
contact-done-cancel = L’entretien est annulé. L’autre partie en est avisée.

contact-terms = Conditions
contact-terms-new = Ce qui changerait
contact-terms-sealed = Les autres conditions ne sont pas scellées pour cet appareil.
term-medium = Moyen
term-public-part = Partie publique
term-duration = Durée
term-proposed-by = Proposé par
term-initiative = Initiative
term-languages = Langues
term-format = Interprètes
term-voice-depth = Voix sur mauvaise liaison
medium-means-phone-call = Entretien téléphonique : la voix seule, aucune image ne peut être transmise
medium-means-videoconference = Visioconférence : la voix et l’image
public-part-none = Aucune partie publique : nul autre que les participants n’entend ni ne voit quoi que ce soit.
public-part-opening = Ouverture publique : la presse voit et entend le début ; la suite lui est fermée.
initiative-unstated = De personne en particulier : aucune n’est indiquée
initiative-proposer = De la partie qui propose
initiative-recipient = De la partie sollicitée
initiative-mutual = Des deux parties
initiative-of-side = – l’initiative lui est attribuée
languages-unsaid = Aucune indiquée
format-no-interpreters = Sans interprètes
format-consecutive = Interprétation consécutive
voice-depth =
    { $depth ->
        [2] Chaque fragment de voix est répété deux fois : usage courant
       *[other] Chaque fragment de voix est répété { $depth } fois : pour les mauvaises liaisons
    }

agenda = Ordre du jour
agenda-empty = Aucun point.
agenda-sealed = L’ordre du jour n’est pas scellé pour cet appareil. Les dirigeants et leurs conseillers le lisent.
item-open = Ouvert
item-closed = Clos
item-carried = Repris d’un entretien antérieur
participants = Participants

contact-call = L’entretien lui-même
contact-attested-both = Les nœuds des deux parties en disent la même chose.
contact-attested-one = Pour l’instant, c’est la parole d’un seul nœud.
contact-attested = { $side } : de { $from } à { $to }
end-reason-hung-up = Il s’est terminé en raccrochant.
end-reason-aborted = Il a été interrompu.
end-reason-line-lost = La ligne a été perdue.
end-reason-not-staffed = Aucune permanence n’a répondu.

thread = Ce qui a été dit, dans l’ordre
thread-clocks = D’après les horloges des deux nœuds, qui peuvent différer de quelques secondes. L’ordre des journaux fait foi.
reports-sealed =
    { $count ->
        [one] { $count } signalement à ce sujet n’est pas scellé pour cet appareil.
       *[other] { $count } signalements à ce sujet ne sont pas scellés pour cet appareil.
    }

act-propose = propose
act-counter = offre d’autres conditions
act-accept = accepte
act-decline = décline
act-withdraw = retire son offre
act-cancel = annule l’entretien
act-postpone = reporte l’entretien sans date
act-held-outside = le consigne comme tenu par une autre voie
act-confirm-outside = confirme qu’il s’est tenu par une autre voie
act-grant = transmet une clé
act-confirm-stage = déclare sa permanence prête
act-abort = interrompt
act-announce-release = publie un texte
act-call-now = demande un appel immédiat
act-take-call = prend l’appel
act-call-started = constate le début de l’entretien
act-call-ended = constate la fin de l’entretien
act-unknown = accomplit un acte que cette page ne connaît pas
act-attested = Attesté par un nœud, sans signature humaine

state-sent = Envoyé. Le journal de { $side } ne le montre pas encore.
state-held = Reçu par { $side } : son journal le montre.
state-accepted = Accepté en son temps ; des conditions plus récentes l’ont remplacé.
state-agreed = Convenu : les deux signatures y figurent.
state-declined = Décliné.
state-withdrawn = Retiré.
state-superseded = Des conditions plus récentes l’ont remplacé.
state-expired = Expiré sans réponse.
state-without-effect = Sans effet

reported = Signalé, non signé
reported-date = Date citée : { $day }, { $time } ({ $zone })
reported-told-by = Rapporté par
reported-heard = {", "}appris le { $day } à { $time }
reported-act-proposal = proposerait
reported-act-acceptance = accepterait
reported-act-decline = déclinerait
reported-act-postponement = reporterait
reported-act-cancellation = annulerait
reported-act-paper = aurait remis un document
reported-act-round-date = aurait cité une date pour un cycle de négociations
reported-act-head-of-delegation = aurait désigné son chef de délégation
reported-act-other = aurait fait autre chose
read-back-carried = Points ouverts d’un entretien antérieur : { $from }
read-back-person = { $name }, { $role }, { $side }
read-back-answer-by = Réponse attendue avant
