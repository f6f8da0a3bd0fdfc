next-contact = À venir : { $medium }
next-contact-when = { $away }, durée { $lasting }
no-next-contact = Aucun entretien n’est convenu
confirmed-by = Permanence prête :
nothing-waits = Rien n’attend votre partie, ni l’autre partie.
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
todo-review = Réexaminer : un élément qui peut l’affecter est clos
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

principal-next = { $medium } { $away }
principal-will-ring = Vous serez appelé. Il n’y a rien à faire d’ici là.
principal-join = Prendre l’appel
principal-check-sound = Vérifier le micro et le son
principal-line-up = La ligne avec { $side } est ouverte
principal-line-down = La ligne avec { $side } est interrompue. On s’en occupe.
principal-unreached = Vous ne pouvez pas être appelé ici : votre nœud ne répond pas
principal-unreached-do = Cette page réessaie d’elle-même. Si cela dure plus d’une minute, appelez votre officier de permanence par téléphone.
principal-now = En ce moment
