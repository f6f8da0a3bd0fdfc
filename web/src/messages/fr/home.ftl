next-contact = À venir : { $medium }
next-contact-when = { $away }, durée { $lasting }
no-next-contact = Aucun entretien n’est convenu
confirmed-by = Permanence prête :
nothing-waits = Rien n’attend votre partie, ni l’autre partie.
nothing-waits-you = Rien ne vous attend pour le moment.
overdue = En retard
due = Échéance

group-overdue =
    { $count ->
        [one] En retard : { $count } affaire
       *[other] En retard : { $count } affaires
    }
group-due =
    { $count ->
        [one] À régler sous un jour : { $count } affaire
       *[other] À régler sous un jour : { $count } affaires
    }
group-open =
    { $count ->
        [one] En cours : { $count } affaire
       *[other] En cours : { $count } affaires
    }
group-colleague =
    { $count ->
        [one] En attente d’autres personnes de votre partie : { $count } affaire
       *[other] En attente d’autres personnes de votre partie : { $count } affaires
    }
group-theirs =
    { $count ->
        [one] En attente de l’autre partie : { $count } affaire
       *[other] En attente de l’autre partie : { $count } affaires
    }

todo-answer = Accepter, contre-proposer ou décliner
todo-offer-anew = Proposer de nouveau : l’offre a expiré sans réponse
todo-new-date = Proposer une nouvelle date
todo-confirm-outside = Confirmer ce qui s’est tenu par une autre voie
todo-join-track = Se joindre au processus
todo-review = Réexaminer l’ordre du jour et le mandat : un entretien qui peut l’affecter est terminé
todo-name-delegation = Désigner la délégation
todo-reply = Répondre
todo-acknowledge = Accuser réception
todo-lodge = Déposer le document
todo-reveal = Dévoiler le document
todo-object-or-not = S’opposer ou garder le silence
todo-prove-silence = S’enquérir du silence : l’assentiment n’est pas prouvé
todo-release = Publier
todo-close-track = Clore le processus ou le poursuivre
todo-approve = Approuver
todo-do = Accomplir ce qui vous est confié
todo-release-approved = Publier : c’est approuvé
todo-others-approve = À faire approuver par quelqu’un d’autre
todo-write-readout = Rédiger le compte rendu : l’entretien est terminé et votre partie n’en a publié aucun
todo-compare-sides = Comparer : l’autre partie dit publiquement autre chose
todo-send = Envoyer : c’est approuvé
todo-write-record = Rédiger le compte rendu interne : l’entretien est terminé et il n’y en a pas encore
todo-fill-shift = Personne n’est de permanence à partir de là : inscrire une relève
todo-renew = Renouveler les accréditations avant leur fin
noun-shifts = Tours de permanence
noun-accreditations = Appareils de votre partie
home-sit-down = Cela commence dans quelques minutes. Restez sur cette page : le bouton pour rejoindre l’appel y apparaît dès que les deux permanences ont confirmé.
home-stage = Vérifier que tout est en place, et confirmer
home-see-rings = Voir comment les dirigeants sont appelés

principal-next = { $medium } { $away }
principal-will-ring = Vous serez appelé. Il n’y a rien à faire d’ici là.
principal-join = Prendre l’appel
principal-check-sound = Vérifier le micro et le son
principal-line-up = La ligne avec { $side } est ouverte
principal-line-down = La ligne avec { $side } est interrompue. On s’en occupe.
principal-unreached = Vous ne pouvez pas être appelé ici : votre nœud ne répond pas
principal-unreached-do = Cette page réessaie d’elle-même. Si cela dure plus d’une minute, appelez votre officier de permanence par téléphone.
principal-now = En ce moment
