# Processus et cycles de négociations.
act-done = Signé et envoyé.
nav-tracks = Processus
tracks-none = Aucun processus pour l’instant.
track-found = Ouvrir un processus
track-found-ask = Ouvrir un processus ?
track-found-means = Les dirigeants de l’autre partie en lisent aussitôt le titre et peuvent s’y joindre. Un processus ne lie personne : il ordonne entretiens et cycles.
track-title = Titre
track-untitled = Un processus scellé pour d’autres
track-standing = Où en est le processus
track-is-closed = Clos par les deux parties
track-is-joined = Ouvert aux deux parties
track-is-alone = Ouvert par une seule partie
track-counts =
    { $subjects ->
        [one] { $subjects } entretien ou cycle
       *[other] { $subjects } entretiens et cycles
    }, { $open ->
        [0] rien n’y attend
        [one] { $open } affaire y attend
       *[other] { $open } affaires y attendent
    }
track-opened-by = Ouvert par
track-closed-by = l’a clos pour sa part.
track-conflicts = Ceci ne s’accorde pas
track-conflict-order = { $first } n’est pas terminé avant le début de { $second }.
track-conflict-date = { $first } et { $second } ont lieu en même temps.
track-conflict-circle = Chacun d’eux devrait précéder le suivant : { $all }.
track-conflict-person = { $person } participe alors à { $first }.
track-conflict-holiday = { $side } : { $holiday }
track-join = Se joindre au processus
track-join-ask = Se joindre à ce processus ?
track-join-means = { $other } l’a ouvert. Par votre signature, il devient celui des deux parties. Il ne vous lie à rien de ce qu’il contient.
track-close = Clore le processus
track-close-ask = Clore le processus pour votre partie ?
track-close-means = { $other } en est avisé. Ce qui y est convenu le reste ; les entretiens et cycles à venir ont lieu. Il ne peut être rouvert.
track-aims = Ce que chaque partie dit vouloir
aim-none = Aucun but n’est déclaré.
aim-sealed = Déclaré, mais non scellé pour cet appareil.
aim-declare = Déclarer votre but
aim-declare-anew = Déclarer de nouveau votre but
aim-ask = Déclarer ce but ?
aim-means = Les dirigeants de { $other } le lisent aussitôt. Ce que vous avez dit auparavant reste consigné.
aim-words = Le but de votre partie, dans ses propres termes

timeline = Dans l’ordre du temps
date-fixed = Date fixe
date-movable = Date modifiable
date-fixed-means = Il n’y a pas d’autre date : seules les deux parties ensemble la déplacent.
link-precedes = Doit être terminé avant que ne commence :
link-follows = Ne peut commencer qu’une fois terminé :
link-affects = Son résultat peut avoir une incidence sur :
link-affected = Peut être affecté par le résultat de :
link-elsewhere = un élément extérieur à ce processus
link-by = d’après
link-reviewed = Réexaminé depuis.
link-review-asked = À réexaminer : ce qui peut l’affecter est terminé
link-review = Nous l’avons réexaminé
link-review-ask = Déclarer que vous l’avez réexaminé ?
link-review-means = { $other } voit que l’ordre du jour et le mandat ont été réexaminés. Cela ne modifie ni l’un ni l’autre.
link-undo = Retirer ce lien
link-undo-ask = Retirer ce lien ?
link-undo-means = { $other } en est avisé. Rien d’autre ne change.
link-make = Intégrer un élément, ou en lier deux
link-kind = Ce que vous déclarez
link-kind-holds = Ceci appartient au processus
link-kind-must-precede = L’un doit être terminé avant que l’autre ne commence
link-kind-may-affect = Le résultat de l’un peut affecter l’autre
link-first = Le premier
link-second = Le second
link-choose = Choisir
link-option = { $what }, { $day }
no-date = sans date
link-incomplete = Choisissez ce dont il s’agit ; deux éléments différents s’il faut les lier.
link-sign = Signer et déclarer
link-ask = Le déclarer au nom de votre partie ?
link-means-holds = L’élément figure dans le processus pour les deux parties.
link-means-must-precede = Les deux parties sont averties avant de convenir de dates qui rompent cet ordre. Cela n’interdit rien.
link-means-may-affect = Une fois le premier terminé, les deux parties sont invitées à réexaminer le second. Cela ne change rien de soi-même.

round-when = Dates et lieu
round-sealed = Ses conditions ne sont pas scellées pour cet appareil.
round-of-track = Le processus auquel il appartient
round-dates-at = { $place } : { $dates }
round-on-a-day = { $day }, de { $from } à { $to } ({ $zone })
round-over-days = du { $day }, { $from }, au { $last_day }, { $to } ({ $zone })
round-place = Lieu
round-format = Format
round-format-bilateral = Bilatéral
round-format-multilateral = Multilatéral
round-format-restricted = Restreint : peu de personnes
round-format-expanded = Élargi : délégations entières
round-format-tete-a-tete = Tête-à-tête
sessions = Séances, à l’heure du lieu
delegations = Délégations
delegation-unnamed = Pas encore désignée
delegation-head = Conduite par
delegation-before = Auparavant, par
delegation-name = Désigner votre délégation
delegation-change = Modifier votre délégation
delegation-head-name = Qui la conduit
delegation-office = Fonction
delegation-member = Membre { $number }
delegation-incomplete = Nommez qui la conduit, et toutes les personnes que vous ajoutez.
delegation-sign = Signer et désigner
delegation-ask = Désigner cette délégation ?
delegation-means = Les dirigeants de { $other } la lisent aussitôt. Vous pouvez la modifier plus tard ; ce qu’elle était reste consigné.
round-cancel = Annuler le cycle
round-ask-postpone = Reporter le cycle sans date ?
round-ask-cancel = Annuler le cycle ?
round-means-postpone = { $other } en est avisé aussitôt. Le cycle demeure, sans date, jusqu’à ce que les deux parties en conviennent d’une nouvelle.
round-means-cancel = { $other } en est avisé aussitôt. Le cycle n’aura pas lieu et ne peut être rétabli.
