# Sondages et non-papiers : docs/practice/sounding.md
sounding-what = La question avant la question
sounding-what-means = Un sondage demande si une proposition serait bienvenue, avant qu’elle soit faite. Un non-papier remet des réflexions que personne n’a écrites. Les dirigeants et conseillers de l’autre partie les lisent, et personne d’autre ; aucun nœud ne le peut. La réponse est un autre sondage et ne lie personne. Ce qui doit vous lier, c’est une proposition.
sounding-proves = Ce que l’autre partie pourrait prouver
sounding-proves-means = Rien, à qui que ce soit d’autre. Personne ne signe, et aucun journal ne le contient. Ce que l’autre partie détient, elle aurait pu le fabriquer elle-même.
sounding-cannot = Ce qui ne peut être empêché
sounding-cannot-means = L’autre partie peut copier le texte, ou dire, en toute vérité, que vous l’avez envoyé. Qui observe le réseau voit passer quelque chose de cette taille. Rien ne peut être repris. Qui tient votre nœud pourrait sonder en votre nom : pour une affaire de poids, téléphonez. Rien ne reste de votre côté : gardez votre propre note si vous en voulez une.
soundings-in = Reçus
soundings-none = Rien de l’autre partie n’est ici.
unsigned = Non signé
kind-sounding = Sondage
kind-non-paper = Non-papier
kind-means-sounding = Sondage : une question ou sa réponse
kind-means-non-paper = Non-papier : un texte sans en-tête, sans auteur et sans reçu
sounding-sealed = Il est scellé pour une clé que cet appareil ne détient pas.
sounding-answers-ours = Il répond à l’un des vôtres.
sounding-from = Arrivé par la ligne avec
sounding-until = Oublié de lui-même le { $day } à { $time }, { $away }.
sounding-answer = Répondre
sounding-forget = Oublier maintenant
sounding-send = En envoyer un
sounding-send-answer = Y répondre
sounding-no-answer = Ne pas y répondre
sounding-line-down = La ligne est interrompue
sounding-line-down-means = Personne ne garde un sondage pour plus tard : il ne part que lorsque la ligne est ouverte.
sounding-kind = Nature
sounding-title = Titre, s’il en a un
sounding-words = Texte
problem-words = Écrivez ce que vous voulez dire.
sounding-forgotten = Le nœud de l’autre partie l’oublie
sounding-days =
    { $count ->
        [one] après { $count } jour
       *[other] après { $count } jours
    }
sounding-check = Relire encore une fois
send-ask-sounding = Envoyer ce sondage ?
send-ask-non-paper = Envoyer ce non-papier ?
sounding-send-now = Envoyer
sounding-means = { $other } le reçoit aussitôt, non signé. Il ne peut être repris. Il n’en reste rien ici.
sent-sounding = Le nœud de l’autre partie l’a reçu. Il n’en reste rien ici.
sent-non-paper = Le nœud de l’autre partie l’a reçu. Il n’en reste rien ici.
