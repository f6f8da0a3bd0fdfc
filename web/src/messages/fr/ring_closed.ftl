## Être appelé quand la page est fermée

ring-closed = M’appeler quand cette page est fermée
ring-closed-means = Votre nœud demande alors à l’éditeur de ce navigateur de le réveiller. L’éditeur apprend que votre nœud a appelé ce navigateur, et quand : ni qui appelle, ni pourquoi. L’appel peut arriver tard, ou jamais si le navigateur n’est pas lancé. Une page ouverte sonne sans cela.
ring-closed-turn-on = M’appeler quand elle est fermée
ring-closed-turn-off = Ne plus m’appeler
ring-closed-on = Activé : ce navigateur est appelé quand la page est fermée.
ring-closed-missed = Le dernier appel n’est pas passé, le { $day }, { $time }. Désactivez puis réactivez ; tant qu’aucun appel ne passe, gardez la page ouverte et prévenez votre administrateur.
ring-closed-off = Désactivé : quand la page est fermée, rien ne sonne ici.
ring-closed-asked = Votre navigateur demande si cette page peut afficher des avis. Autorisez-la.
ring-closed-blocked = Votre navigateur interdit à cette page d’afficher des avis. Autorisez-les à côté de son adresse, puis revenez ici ; d’ici là, gardez la page ouverte.
ring-closed-unfit-insecure = Impossible ici : les navigateurs ne le font que par une connexion protégée. Ouvrez l’adresse du nœud qui commence par https://.
ring-closed-unfit-no-push = Impossible ici : ce navigateur ne peut pas être appelé quand une page est fermée. Gardez la page ouverte, ou utilisez Chromium ou Edge.
ring-closed-unfit-node-off = Impossible ici : votre nœud n’appelle aucun navigateur. Gardez la page ouverte, ou demandez à votre administrateur.
ring-closed-failed-push-unreachable = Non activé : ce navigateur n’atteint pas le service d’envoi de son éditeur. Dans une fenêtre privée, il ne le fait jamais ; sinon vérifiez le réseau de cet appareil. Gardez la page ouverte.
ring-closed-failed-push-denied = Non activé : le navigateur ou son administrateur l’interdit. Gardez la page ouverte.
ring-closed-failed-push-service-unknown = Non activé : votre nœud n’envoie rien au service de ce navigateur. Gardez la page ouverte, ou demandez à votre administrateur.
ring-closed-failed-other = Non activé. Réessayez ; d’ici là, gardez la page ouverte.
ring-closed-failed-off = Non désactivé : votre nœud ne le sait pas encore. Réessayez.
ring-closed-now-on = On vous appelle aussi quand la page est fermée
ring-closed-now-off = On ne vous appelle plus quand la page est fermée

## Ce que le navigateur affiche alors : tout le monde peut le voir, il ne nomme donc personne

called-ring = On vous appelle. Ouvrez le bureau pour répondre.
called-duty = La permanence est demandée. Ouvrez-la maintenant.
