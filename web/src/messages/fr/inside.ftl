# Ce qui ne quitte jamais la partie : tâches, consultations, fiches, mandats, positions.
nav-inside = En interne
inside-parts = Pages de ce qui reste en interne
inside-of = En interne, { $side }
inside-of-means = Rien de ceci ne quitte votre partie. Ni l’autre partie ni les officiers de permanence ne le voient.
you = vous
colleague = { $who } · { $id }
colleague-me = { $who } (vous)
about = À propos de
about-what = De quoi s’agit-il ?
about-own-matter = Une affaire à part
entered-by = Consigné par
entry-replaced = Un autre l’a remplacé
entry-public = Rendu public
problem-about = Choisissez de quoi il s’agit.
problem-when = Indiquez un jour et une heure.
todo-review-briefing = Relire une fiche
todo-approve-briefing = Approuver une fiche
todo-review-record = Relire un compte rendu d’entretien
todo-approve-record = Approuver un compte rendu d’entretien
todo-retain = À examiner : le jour jusqu’auquel il devait être gardé est passé
todo-stage = Mettre en relation : confirmer que tout est en place
todo-release-promised = Rédiger le compte rendu promis
noun-briefing = Fiche
noun-record = Compte rendu d’entretien
noun-message-draft = Projet de message
noun-line-to-take = Élément de langage

tasks = Tâches
tasks-none = Personne n’a reçu de tâche.
tasks-all = Toutes les tâches
tasks-mine =
    { $count ->
        [one] Les vôtres : { $count } tâche
       *[other] Les vôtres : { $count } tâches
    }
tasks-others =
    { $count ->
        [one] Confiées à d’autres : { $count } tâche
       *[other] Confiées à d’autres : { $count } tâches
    }
tasks-settled =
    { $count ->
        [one] Faites ou abandonnées : { $count } tâche
       *[other] Faites ou abandonnées : { $count } tâches
    }
task-gone = Cette tâche est réglée, ou a été confiée de nouveau.
task-give = Confier une tâche
task-sign = Confier la tâche
task-given = La tâche est confiée.
task-text = Ce qui est à faire
task-owner = Par qui
task-owner-means = Ceux pour qui c’est scellé : dirigeants, conseillers, interprètes, preneurs de notes.
task-due = Échéance, s’il y en a une
task-for = Pour
task-open = À faire
task-done = Faite
task-dropped = Abandonnée
task-settle-done = C’est fait
task-settle-dropped = Abandonner
task-ask-done = Est-ce fait ?
task-ask-dropped = Abandonner cette tâche ?
task-means-done = Votre partie voit que c’est fait. La tâche reste dans son historique.
task-means-dropped = Plus personne n’a à la faire. Votre partie voit qu’elle a été abandonnée.
problem-task-text = Dites ce qui est à faire.
problem-owner = Choisissez qui doit le faire.

consultations = Consultations
consultations-means = Qui votre partie interroge en son sein, et ce qui a été répondu. Rien n’en sort, sauf par une publication approuvée.
consultations-none = Personne n’a été consulté.
consultations-planned =
    { $count ->
        [one] Demandée, encore sans réponse : { $count } consultation
       *[other] Demandées, encore sans réponse : { $count } consultations
    }
consultation-enter = Consigner une consultation
consultation-answer = Consigner la réponse
consultation-sign = Consigner
consultation-entered = La consultation est consignée.
consultation-body = Qui est consulté
consultation-body-means = Un ministère, un conseil, un service.
consultation-state = Où elle en est
consultation-choose-planned = Elle est prévue
consultation-choose-held = Elle a eu lieu
consultation-choose-none = Expressément aucune : personne ne se réunit
consultation-planned = Prévue
consultation-held = Tenue
consultation-none = Expressément aucune
consultation-late = Son heure est passée : consignez la réponse
consultation-planned-at = Prévue pour
consultation-held-at = Tenue
consultation-when-planned = Réponse attendue
consultation-when-held = Quand elle a eu lieu, si c’était à un autre moment
consultation-question = Ce qui est demandé
consultation-said = Ce qui a été répondu
consultation-why-none = Pourquoi aucune, si vous le dites
problem-body = Dites qui est consulté.
problem-consultation-text = Dites ce qui a été répondu.

cards = Fiches
cards-means = Ce qu’un dirigeant ou un conseiller a sous les yeux pendant un entretien, par exemple qui est en face. Une personne rédige, une deuxième relit, une troisième approuve.
cards-none = Il n’y a pas de fiche.
cards-all = Toutes les fiches
card-gone = Cette fiche n’est plus ici : une autre l’a remplacée.
card-untitled = Fiche
card-draft = Projet
card-reviewed = Relue
card-approved = Approuvée
card-new = Rédiger une fiche
card-redraft = En écrire une autre à sa place
card-sign = Garder le projet
card-drafted = Le projet est gardé.
card-title = Titre
card-title-means = Une personne, ou une question qui peut venir.
card-text = Texte
card-text-means = Court : on le lit pendant que quelqu’un parle.
card-step-review = Elle attend votre relecture.
card-step-approve = Elle attend votre approbation.
card-step-wait = Quelqu’un d’autre la relit ou l’approuve.
card-do-review = Relue
card-do-approve = Approuver
card-ask-review = Dire que vous avez relu cette fiche ?
card-ask-approve = Approuver cette fiche ?
card-means-review = Une troisième personne peut ensuite l’approuver.
card-means-approve = Elle est montrée comme approuvée, auprès de son entretien et pendant l’appel.
card-remarks = Remarques, s’il y en a
card-remarks-means = Elles figurent sous la fiche.
card-reviewed-by = Relue par
card-approved-by = Approuvée par
problem-card-title = Donnez-lui un titre.

mandates = Mandats
mandates-means = Ce que notre délégation peut accepter dans un cycle de pourparlers, et ce dont elle réfère d’abord. L’autre partie ne le voit jamais.
mandates-none = Aucune délégation n’a encore de mandat.
mandates-no-round = Il n’y a pas encore de cycle de pourparlers : un mandat vaut pour un cycle.
mandates-that-stand =
    { $count ->
        [one] Ce que notre délégation peut accepter : { $count } mandat
       *[other] Ce que nos délégations peuvent accepter : { $count } mandats
    }
mandate-give = Donner un mandat
mandate-change = Changer le mandat
mandate-sign = Le donner
mandate-given = Le mandat est donné.
mandate-round = Cycle
mandate-text = Ce qui est recherché
mandate-may-agree = Peut accepter
mandate-refers = En réfère d’abord
mandate-lines = Un point par ligne.
problem-round = Choisissez le cycle.

coalitions = Coalitions
coalition = Coalition
coalitions-means = Ce que d’autres soutiendraient, chacun avec sa source. Ce sont des ouï-dire, et cela se voit ; ce qui est signé est à part.
coalitions-none = Aucune coalition n’est consignée.
coalitions-all = Toutes les coalitions
coalition-gone = Cette entrée n’est plus ici : une plus récente l’a remplacée.
coalition-enter = Consigner une coalition
coalition-sign = Consigner
coalition-entered = La coalition est consignée.
coalition-name = Nom
coalition-members = Membres
coalition-members-means = Un par ligne. Ce que chacun soutient se consigne ensuite, avec sa source.
member-holds = { $member } : { $stance }
positions = Ce qu’ils soutiendraient
positions-mean = Personne n’a rien signé de cela.
positions-earlier = Ce qui était consigné avant
positions-until = Consigné
position-enter = Consigner la position d’un membre
position-sign = Consigner
position-entered = C’est consigné.
position-member = Membre
position-stance = Sa position
position-words = Ses propres mots, s’ils sont connus
position-heard = Appris
stance-in-favour = pour
stance-against = contre
stance-undecided = indécis
stance-own-words = dans ses propres mots
stance-not-known = inconnue
common-line = Réponse commune
common-line-enter = Consigner leur réponse commune
common-line-words = La réponse
common-line-given = Donnée
common-line-none = Expressément aucune
common-line-not-known = Inconnue
heard-by-way-of = Par
signed = Signé
signed-beside = Ce qui est signé à côté
signed-none = Aucune réponse signée au document n’est ici.
signed-where = Le document, et tout ce qui a été signé à son sujet
problem-name = Donnez-lui un nom.
problem-members = Nommez ses membres.
problem-member = Choisissez un membre.
