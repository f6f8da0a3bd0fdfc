# Heures de repos et jours fériés des deux capitales.
nav-capitals = Capitales
capitals-mean = Ce qui est gardé ici est marqué sur chaque barre des jours de votre partie et dit en mots. C’est une information qui n’interdit rien ; l’autre partie n’en apprend rien.
capitals-other = La capitale de l’autre partie
capitals-of-zone = { $side }, { $zone }
capitals-rest = Heures de repos
capitals-rest-none = Aucune n’est gardée : les barres montrent les heures usuelles, de 22 h 00 à 7 h 00.
capitals-rest-stand = À l’heure de cette capitale ; par-dessus minuit si elles finissent avant de commencer.
capitals-rest-from = De
capitals-rest-until = À
capitals-rest-keep = Garder les heures
capitals-rest-forget = Oublier les heures
capitals-time = Indiquez une heure.
capitals-same = Elles finissent quand elles commencent ; choisissez une autre heure.
capitals-rest-kept = Les heures de repos sont gardées.
capitals-rest-forgotten = Les heures de repos sont oubliées.
capitals-holidays = Jours fériés
capitals-holidays-none = Aucun n’est gardé. Une ambassade, un ministère ou un service de calendrier a un tel fichier : iCalendar, en jours entiers.
capitals-holidays-stand = { $count ->
    [one] Un jour férié est gardé ; celui qui revient chaque année compte une fois.
   *[other] { $count } jours fériés sont gardés ; celui qui revient chaque année compte une fois.
}
capitals-holidays-file = Choisir un fichier de calendrier…
capitals-holidays-forget = Oublier les jours fériés
capitals-holidays-kept = Les jours fériés sont gardés.
capitals-holidays-forgotten = Les jours fériés sont oubliés.
