# Documents.
nav-papers = Documents
papers-none = Aucun document n’a encore été remis.
paper-sealed = Son texte n’est pas scellé pour cet appareil
paper-hand-over = Remettre un document
paper-kind = Nature
paper-kind-proposal = Proposition
paper-kind-position = Position
paper-kind-chairs-text = Texte de la présidence
paper-kind-reply = Réponse
paper-by = de
paper-to = à
paper-versions =
    { $count ->
        [one] { $count } version
       *[other] { $count } versions
    }
paper-reply-by = réponse souhaitée avant le { $day }, { $time }
paper-state-handed-over = Remis
paper-state-received = Reçu
paper-state-read = Lu
paper-state-read-reply-due = Lu, réponse attendue
paper-state-reply-overdue = Réponse en retard
paper-state-replied = Répondu
paper-state-withdrawn = Retiré
paper-standing = Où en est le document
paper-version = Version { $number }
paper-version-newest = Version { $number }, la plus récente
paper-read = Lecture confirmée le { $day } à { $time }.
paper-unread = Personne n’en a confirmé la lecture.
receipt-said = Remis le { $day } à { $time }.
receipt-received = Le journal de l’autre partie le montre depuis le { $day }, { $time }.
receipt-none = Le journal de l’autre partie ne le montre pas encore.
paper-differences = Ce qui a changé
paper-compare-with = Comparer la plus récente avec
paper-compared = La version { $to } par rapport à la version { $from }
paper-diff-legend = Barré : supprimé. Souligné deux fois : nouveau.
diff-removed = supprimé :
diff-added = nouveau :
paper-field-title = Titre :
paper-field-languages = Langues :
paper-field-reply-by = Réponse avant :
paper-field-to = Destinataires :
paper-field-release = Publication au plus tôt :
to-the-other-side = personne de nommé : l’autre partie
no-date-asked = aucune
offer-numbered = Texte { $number }, de { $by }
offer-compared = Texte { $number }, tel que l’offre { $by }, par rapport au précédent
offer-compare-with = Comparer avec
outcome-of-item = Résultat, { $item } :
paper-brackets =
    { $count ->
        [one] { $count } passage reste ouvert
       *[other] { $count } passages restent ouverts
    }
bracket-line = Ligne { $line } du texte
bracket-nobody = Attribué à personne
bracket-left-out = entièrement omis
paper-reply-to = Réponse à la version { $number }
paper-reply-title = Réponse : { $title }

paper-acknowledge = Confirmer la lecture
paper-acknowledge-ask = Confirmer la lecture ?
paper-acknowledge-means = { $other } voit que votre partie l’a lu, et quand. Cela ne dit rien de ce que vous en pensez.
paper-reply = Répondre
paper-reply-ask = Signer et remettre cette réponse ?
paper-reply-means = { $other } la reçoit aussitôt, signée par votre partie. Elle ne peut être reprise.
paper-revise = Remettre une nouvelle version
paper-revise-ask = Signer et remettre une nouvelle version ?
paper-revise-means = { $other } la reçoit aussitôt, à côté des précédentes, qu’elle conserve.
paper-withdraw = Retirer le document
paper-withdraw-ask = Retirer ce document ?
paper-withdraw-means = { $other } en est avisé aussitôt et garde ce qu’il a. Aucune réponse ne peut plus être attendue.
paper-title = Titre
paper-text = Texte
paper-text-new = Le nouveau texte en entier
paper-text-means = Ce qui reste ouvert est entre crochets, avec le nom de la partie qui le souhaite : [une façon | North: une autre].
paper-others = Autres destinataires, servis par d’autres voies, un par ligne
paper-others-means = Par cette ligne, il ne va qu’à { $other }.
paper-reply-wanted = Réponse souhaitée avant, le cas échéant (heure de { $side })
paper-incomplete = Un document a un titre et un texte ; une date, un jour et une heure.
paper-sign = Signer et remettre
paper-hand-over-ask = Signer et remettre ce document ?
paper-hand-over-means = { $other } reçoit « { $title } » aussitôt, signé par votre partie. Vous pouvez le retirer, mais non faire qu’il n’ait pas été lu.
