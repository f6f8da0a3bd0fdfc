navigation = Rubriques du bureau
menu = Menu
nav-home = Accueil
settings = Réglages
settings-language = Langue
settings-light = Affichage
light-system = Selon le système
light-light = Clair
light-dark = Sombre
sign-out = Se déconnecter
sign-out-ask = Se déconnecter ici ?
sign-out-unrung = On ne pourra pas vous appeler ici. Un appel n’atteint ce navigateur que si vous êtes connecté.
nothing-here = Il n’y a rien ici
nothing-here-means = Soit cette adresse ne mène nulle part, soit ce qui s’y trouve relève d’autres fonctions que les vôtres.

demo-headline = Démonstration
demo-means = Les clés, les personnes et les parties sont fictives. Rien ici n’engage ni ne protège qui que ce soit.
demo-plays = Vous jouez : { $role }, { $side }. Pour jouer quelqu’un d’autre sur cette page, déconnectez-vous.

alarm-headline = FLASH de { $side }, sans accusé de réception
alarm-since = Alerte depuis
alarm-read = Lire et accuser réception

line-node-unreached = Votre nœud ne répond pas
line-unpaired = Pas encore de ligne
line-down = Ligne avec { $side } : interrompue
line-skewed = Ligne avec { $side } : ouverte, horloges décalées
line-up = Ligne avec { $side } : ouverte
line-means-node-unreached = Ce que vous voyez n’est peut-être plus à jour et rien ne peut être envoyé. Une nouvelle tentative se fait d’elle-même.
line-means-down =
    { $since ->
        [none] { $waiting ->
            [0] Vos envois sont conservés et partiront dès le rétablissement de la ligne.
            [one] Vos envois sont conservés et partiront dès le rétablissement de la ligne. { $waiting } acte en attente.
           *[other] Vos envois sont conservés et partiront dès le rétablissement de la ligne. { $waiting } actes en attente.
        }
       *[other] { $waiting ->
            [0] Depuis { $since }. Vos envois sont conservés et partiront dès le rétablissement de la ligne.
            [one] Depuis { $since }. Vos envois sont conservés et partiront dès le rétablissement de la ligne. { $waiting } acte en attente.
           *[other] Depuis { $since }. Vos envois sont conservés et partiront dès le rétablissement de la ligne. { $waiting } actes en attente.
        }
    }
line-means-skewed = Les horloges des deux nœuds sont décalées de quelques secondes. L’administrateur doit y remédier.

line-brief-node-unreached = Nœud : pas de réponse
line-brief-unpaired = Pas de ligne
line-brief-down = Ligne : interrompue
line-brief-skewed = Ligne : ouverte, horloges décalées
line-brief-up = Ligne : ouverte
