# Les comptes rendus d’entretien, propres à la partie.
nav-access = Accès aux comptes rendus
records = Comptes rendus d’entretien
records-part = Comptes rendus
record = Compte rendu d’entretien
records-means = Ce qui a été dit, tel que votre partie l’a noté. Ce n’est pas un verbatim. Rien n’en quitte votre partie.
records-none = Aucun compte rendu n’est rédigé.
records-all = Tous les comptes rendus
record-gone = Il n’y a pas ici de tel compte rendu.
record-of = Tel que noté : { $who }
record-counts =
    { $reviews ->
        [0] pas encore relu
        [one] { $reviews } relecture
       *[other] { $reviews } relectures
    }, { $openings ->
        [0] jamais ouvert
        [one] ouvert une fois
       *[other] ouvert { $openings } fois
    }
record-draft = Projet
record-reviewed = Relu
record-approved = Approuvé : c’est le compte rendu
record-replaced = Un autre, plus récent, l’a remplacé
record-due = À examiner
record-kept-until = À garder jusqu’au
record-new = Rédiger un compte rendu
record-newer = Écrire un projet plus récent à sa place
record-merge = Fusionner les projets
records-merge-means =
    { $count ->
        [one] { $count } projet existe à ce sujet.
       *[other] { $count } projets existent côte à côte à ce sujet. Celui qui les fusionne prend leur place.
    }
record-words = Son texte
record-sealed = Son texte n’est pas scellé pour vous. Ce qui lui est arrivé vous est ouvert.
record-open = L’ouvrir
record-open-means = Une ligne du registre des accès dit que vous l’avez ouvert, et y reste.
record-off-list = Vous n’êtes pas sur sa liste de diffusion. Vous pouvez l’ouvrir quand même : le registre des accès le dit alors.
record-open-off-list = L’ouvrir quand même
record-not-verbatim = Ce n’est pas un verbatim
record-remark-of = Remarque de
record-save = Enregistrer en Markdown
record-save-means = Le fichier est en clair : dès lors, c’est vous qui le gardez.
record-acts = Ce que vous pouvez faire
record-review = Dire que vous l’avez relu
record-ask-review = Dire que vous avez relu ce compte rendu ?
record-means-review = Lisez-le d’abord. Une remarque ne change rien par elle-même : l’auteur écrit un projet plus récent.
record-remarks = Remarques, s’il y en a
record-remarks-means = Elles sont scellées comme le compte rendu.
record-approve = Approuver
record-ask-approve = L’approuver comme compte rendu ?
record-means-approve = Lisez-le d’abord. Approuvé par vous, c’est le compte rendu de votre partie.
record-distribute = Le donner à d’autres
record-distributed = Ils sont sur sa liste.
record-distribution = À qui il est destiné
record-distribution-means = D’autres, pour qui il est scellé, peuvent l’ouvrir aussi ; le registre dit qu’ils n’étaient pas sur la liste.
record-retain = Le garder plus longtemps
record-retained = Il est gardé jusque-là.
record-retain-means = Le jour peut être reculé, jamais avancé.
record-keep-until = À garder jusqu’au
record-sign = Signer
record-keep = Garder
record-kept = Le projet est gardé.
record-about = De quel entretien ou cycle
record-header-means = Quand, par quel moyen et avec qui l’appel a eu lieu, personne ne le tape : cela vient de ce que les nœuds attestent.
record-text = Ce qui a été dit
record-classification = Classification
record-classification-means = Dans les mots de votre partie, par exemple : confidentiel.
record-classification-merged = Nécessaire quand les leurs diffèrent.
record-merged-text = Le texte fusionné
record-merge-keeps = Il est gardé aussi longtemps que le plus longtemps gardé d’entre eux, pour tous ceux de leurs listes.
record-take = Reprendre ce texte
problem-classification = Dites comment il est classifié.
problem-to = Choisissez quelqu’un.

record-access = Qui l’a ouvert
access-means = Une ligne présente est vraie : l’appareil qui a ouvert l’a signée. Une ligne absente ne prouve rien.
access-none = Personne n’en a ouvert.
access-listed = Sur la liste
access-off-list = Pas sur la liste
access-which = Compte rendu { $id }

fact-by = { $who }, { $when }
fact-between = Entre
fact-state = État
fact-on-medium = Moyen
fact-began = Début
fact-ended = Fin
fact-attested-both = { $when }, comme l’attestent les deux nœuds
fact-attested-by = { $when }, comme l’atteste le nœud de { $side }
fact-attested-one = { $when }, comme l’atteste le seul nœud de { $side }
fact-on-line = En ligne
fact-of-side = { $what }, { $side }
fact-not-attested = Non attesté
fact-not-attested-means = Aucun nœud n’atteste un appel.
fact-record-state = Ce compte rendu
fact-written = Rédigé par
fact-reviewed = Relu par
fact-approved = Approuvé par
fact-approved-nobody = personne encore
fact-kept-until = Gardé jusqu’au
fact-for = Pour
