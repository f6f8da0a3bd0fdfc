page-title = { $page } · Détente
again = Réessayer
close = Fermer
go-back = Revenir
loading = Chargement…
colon = {" : "}
announcements = Annonces
skip-to-content = Aller au contenu

error-headline = L’opération n’a pas abouti
error-next = Marche à suivre : { $next }
error-code = Code

clocks = Heure dans les deux capitales
clock-day = { $day }, { $offset }
day-same = le même jour
day-after = le lendemain
day-before = la veille
days-after = { $days } jours plus tard
days-before = { $days } jours plus tôt
time-in = –
times-between = {" ; "}
time-by-browser = à l’heure de ce navigateur
clock-browser = Ce navigateur
time-day-utc = { $day } ({ $offset })
time-day = { $day } ({ $zone }, { $offset })
time-day-stands = { $day }, { $stands } ({ $zone }, { $offset })
time-words = { $time }, le { $day }, { $side }

day-bar-held = prévu de { $from } à { $to }, le { $day }
day-bar-held-over = prévu du { $day } à { $from } au { $until_day } à { $to }
day-bar-rest = heures de repos de { $from } à { $to }
day-bar-in-rest = pendant les heures de repos, de { $from } à { $to }
day-bar-rest-usual = heures de repos d’usage de { $from } à { $to }
day-bar-in-rest-usual = pendant les heures de repos d’usage, de { $from } à { $to }
day-bar-holiday = { $name }, le { $day }

keys-title = Raccourcis de cette page
keys-show = Afficher les raccourcis
keys-letters = Les lettres seules servent de raccourcis
keys-everywhere = Partout : Tab pour avancer, Maj et Tab pour reculer, Entrée pour valider, Échap pour fermer.
key-space = Espace
key-go-to = Aller à : { $place }
hard-rest = Il sera { $time } pour { $side }, pendant ses heures de repos.
hard-rest-usual = Il sera { $time } pour { $side }, pendant les heures de repos d’usage, de { $from } à { $to }.
hard-rest-into = L’entretien se prolonge dans les heures de repos de { $side }, qui y commencent à { $time }.
hard-rest-into-usual = L’entretien se prolonge dans les heures de repos d’usage pour { $side }, qui y commencent à { $time }.
hard-holiday = { $day } est férié pour { $side } : { $name }.
hard-clocks = D’ici là, l’heure change pour { $side } : { $day }, de { $from } à { $to }. L’heure indiquée pour { $side } est celle d’après le changement.
hard-clocks-during = L’heure change pour { $side } pendant l’entretien : { $day }, de { $from } à { $to }.
hard-hours-unknown = Les heures de repos et les jours fériés ne peuvent pas être consultés pour le moment.

# On paper: what it is, which one, and how it stands.
print = Imprimer
printed-reference = { $noun } { $id } · { $state }
