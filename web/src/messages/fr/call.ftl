# La sonnerie.
ringing-title = On vous appelle : { $side }
ringing-notice = On vous appelle
ringing-lead = Les deux permanences sont prêtes et ont confirmé.
ringing-lead-phone-call = Un entretien téléphonique. Les deux permanences sont prêtes et ont confirmé.
ringing-lead-videoconference = Une visioconférence. Les deux permanences sont prêtes et ont confirmé.
ringing-agreed = Convenu pour
ring-silence = Couper la sonnerie
ring-sound = Remettre la sonnerie
not-now = Pas maintenant
not-now-means = La sonnerie s’arrête ici. Les deux officiers de permanence voient que vous refusez pour l’instant. L’entretien reste convenu et vous pouvez encore prendre l’appel.
unfit-headline = En l’état, ce navigateur ne permet pas d’appeler

# Avant et après.
call-title = Appel avec { $side }
call-place-speak = L’appel est ouvert. On vous entend dès que la parole est ouverte.
call-place-listen = L’appel est ouvert. Vous écoutez ; personne ne vous entend.
call-place-later = On ne peut pas encore entrer dans cet appel : les deux permanences doivent d’abord confirmer.
call-join = Entrer dans l’appel
joining-title = On vous fait entrer
joining-means = Le micro s’ouvre et votre nœud est consulté. Un instant.
refused-title = Vous n’êtes pas dans l’appel
refused-headline = L’entrée dans l’appel a échoué
back-to-desk = Retour au bureau

# La parole.
floor-open = Vous pouvez parler
floor-open-for = Vous pouvez parler depuis
floor-closed = Pas encore ouvert
floor-waits = En attente : la parole s’ouvre quand tous sont prêts. D’ici là, personne n’est entendu, d’aucun côté.
missing-own-principal = Le dirigeant de { $own } n’est pas encore là.
missing-their-principal = Le dirigeant de { $other } n’est pas encore là.
missing-keys = Les deux dirigeants sont là. Les appareils s’accordent sur les clés ; cela prend quelques secondes.

# Le micro.
mic = Votre micro
mic-heard = On vous entend
mic-does-heard = Appuyer, ou barre d’espace : couper
mic-muted = Micro coupé
mic-does-muted = Appuyer, ou barre d’espace : parler
mic-held-back = On ne vous entend pas
mic-does-hold = Maintenir, ou maintenir la barre d’espace : parler
mic-waits = Prêt, pas encore entendu
mic-does-waits = Pas encore ouvert. Appuyer, ou barre d’espace : couper
mic-away = On vous entend peut-être encore : reconnexion
mic-does-away = Appuyer, ou barre d’espace : couper
mic-line-lost = L’autre partie ne vous entend pas ; la vôtre, peut-être
mic-does-line-lost = Appuyer, ou barre d’espace : couper
mic-listens = Vous écoutez
mic-does-listens = Personne ne vous entend.
mic-level = Niveau de votre micro
push-to-talk = Parler seulement tant que le bouton ou la barre d’espace est maintenu
key-microphone = Micro : couper et parler, ou maintenir pour parler
level-silent = silence
level-good = bon
level-loud = trop fort

# The camera, in a videoconference.
camera = Caméra
camera-turn-on = Allumer la caméra
camera-turn-off = Éteindre la caméra
camera-off = Personne ne vous voit.
camera-opening = La caméra s’ouvre.
camera-on = On vous voit.
camera-choice = Quelle caméra
camera-fault = La caméra ne peut pas servir ; l’appel continue avec votre voix
pictures = Images
picture-none = Pas d’image : la caméra est éteinte, ou ce qui arrive ne peut être ouvert.
picture-of = Image : { $who }
picture-own = Votre propre image, comme dans un miroir
picture-own-shown = Vous, { $side }
see-yourself = Se voir
see-yourself-close = Fermer la caméra
see-yourself-means = En visioconférence, la caméra reste éteinte jusqu’à ce que vous l’allumiez. Ici, vous seul vous voyez ; rien n’est envoyé.
fault-cause-camera-denied = Cette page n’a pas le droit d’utiliser la caméra.
fault-next-camera-denied = Autorisez-la à côté de l’adresse de la page, puis rallumez la caméra.
fault-cause-no-camera = Aucune caméra trouvée, ou un autre programme la tient.
fault-next-no-camera = Branchez-en une, ou fermez l’autre programme, puis rallumez la caméra.
fault-cause-video-in-phone-call = Un appel téléphonique a été convenu, et cette page propose de la vidéo.
fault-next-video-in-phone-call = Rechargez la page.

# La sortie.
call-end = Terminer l’appel
call-end-means = Le termine pour les deux parties.
call-leave = Quitter l’appel
call-leave-means = Les autres continuent. Vous pouvez revenir.
call-end-ask = Terminer l’appel pour les deux parties ?
call-end-asked = Tous sont déconnectés aussitôt et chaque micro est fermé.

# Qui est là.
presence = Qui est dans l’appel
presence-own-side = votre partie
presence-nobody = Encore personne
presence-this-device = Cet appareil
presence-heard = A été entendu
presence-accredited = Personne { $person }, accréditée jusqu’au { $until }
call-who = { $roles }, { $side }

# La liaison.
quality = Liaison :
quality-good = bonne
quality-your-uplink = le son se perd à l’envoi : on vous entend mal
quality-your-downlink = le son se perd à la réception : vous entendez mal
quality-their-side = la perte est du côté de { $side }
quality-unknown = mesure en cours
away-headline = Votre nœud est hors d’atteinte : reconnexion
away-since =
    { $seconds ->
        [one] Depuis { $seconds } seconde.
       *[other] Depuis { $seconds } secondes.
    }
away-means = Il n’y a rien à faire et pas de nouvelle connexion. L’appel continue entre-temps.
call-line-lost = La ligne avec { $side } est perdue
call-line-lost-means = Aucune partie n’entend l’autre. L’appel attend et reprend de lui-même quand la ligne revient. Restez.

# Lu par les lecteurs d’écran.
call-news-floor-open = Vous pouvez parler.
call-news-away = Votre nœud est hors d’atteinte. Vous revenez sans rien faire.
call-news-back = Vous êtes de retour dans l’appel.
call-news-line-lost = La ligne vers l’autre partie est perdue. Restez.
call-news-line-back = La ligne vers l’autre partie est revenue.
call-news-words-changed = Les mots à comparer ont changé.
call-news-came = Entrée : { $who }.
call-news-went = Sortie : { $who }.

# Six mots.
words = Six mots à comparer
words-prove = Si les deux parties lisent les mêmes six mots, personne ne se tient entre les appareils : tous dans l’appel ont les mêmes clés. Lisez-les à tour de rôle, avec quelqu’un dont vous connaissez la voix.
words-changing = Les mots se préparent. Ils changent quand quelqu’un entre ou sort.
words-begin = Comparer les mots
word-of = Mot { $number } sur { $count }
word-yours = Lisez ce mot à voix haute. { $side } dit s’il est le même.
word-theirs = { $side } lit ce mot à voix haute. Ce doit être :
word-confirmed = Ils ont le même
word-same = J’ai entendu le même
word-differs = Il diffère
words-stop = Arrêter la comparaison
words-same = Tous les mots sont les mêmes. Personne ne se tient entre les appareils.
words-differed = Les mots diffèrent
words-differed-do = Ne dites rien de confidentiel. Quelqu’un a pu mal entendre : relisez les six mots. S’ils diffèrent encore, terminez l’appel, avertissez votre officier de sécurité et parlez par une autre voie.
words-again = Les relire

# Ce qui a été refusé, et que faire.
warning-foreign-member = Quelqu’un sans accréditation a été annoncé comme présent. Il n’est pas entré.
warning-do-foreign-member = Comparez les mots. S’ils sont les mêmes, vous pouvez continuer. Avertissez votre officier de sécurité après l’appel.
warning-unsigned-commit = Un changement de clés sans la signature des deux nœuds a été refusé.
warning-do-unsigned-commit = Les clés sont inchangées et vous pouvez continuer. Avertissez votre officier de sécurité après l’appel.
warning-ghost-in-commit = Un changement de clés aurait fait entrer quelqu’un qui n’est pas sur la liste. Il a été refusé.
warning-do-ghost-in-commit = Ne dites rien de confidentiel avant d’avoir comparé les mots. Avertissez votre officier de sécurité.
warning-other-keys = Un appareil a d’autres clés que les vôtres. Il n’entend rien de vous.
warning-do-other-keys = Ne dites rien de confidentiel avant d’avoir comparé les mots. S’ils diffèrent, terminez l’appel et avertissez votre officier de sécurité.
warning-unprocessable-commit = Un changement de clés n’a pas pu être lu. Il est refait de lui-même.
warning-do-unprocessable-commit = Il n’y a rien à faire. Si le son manque plus de dix secondes, quittez l’appel et revenez.
warning-silent-device = Un appareil ne dit plus quelles clés il a. Il est retiré de l’appel.
warning-do-silent-device = Il n’y a rien à faire. La personne peut revenir.
warning-stray-message = Un message étranger à cet appel a été écarté.
warning-do-stray-message = Il n’y a rien à faire.
warning-behind = Cet appareil a manqué un changement de clés. Il se remet à jour.
warning-do-behind = Il n’y a rien à faire. Si le son manque plus de dix secondes, quittez l’appel et revenez.
warning-microphone-gone = Votre micro a disparu : personne ne vous entend.
warning-do-microphone-gone = Rebranchez-le ou choisissez-en un autre dans l’essai des appareils, puis quittez l’appel et revenez.
warning-camera-gone = Votre caméra a disparu : personne ne vous voit.
warning-do-camera-gone = L’appel continue avec votre voix. Rebranchez la caméra, puis rallumez-la.
warning-other = Quelque chose a été refusé ({ $code })
warning-do-other = Vous pouvez continuer. Avertissez votre officier de sécurité après l’appel.

# La fin.
ended-title = L’appel est terminé
ended-microphone = Votre micro est fermé.
ended-held = Durée
held = { $lasting }
held-short = moins d’une minute
held-none = la parole n’a jamais été ouverte
ended-why = Pourquoi
ended-hung-up = Un dirigeant y a mis fin.
ended-aborted = Un officier de permanence y a mis fin.
ended-line-lost = La ligne entre les deux nœuds est restée perdue.
ended-not-staffed = Il manquait l’officier de permanence d’une partie.
ended-left = Vous l’avez quitté.
ended-hung-up-alone = Vous y avez mis fin. Votre nœud n’a pas encore confirmé que l’autre partie le sait.
ended-taken-over = Un autre onglet ou appareil à vous l’a repris.
ended-core-stopped = La partie de cette page qui détient les clés s’est arrêtée.
ended-node-gone = Votre nœud ne connaissait plus la place de cet appareil dans l’appel.
ended-unsealed = Du son serait sorti de cette page sans chiffrement ; la page a donc mis fin à l’appel.
ended-other = Le nœud a donné une autre raison.
ended-whom = Pour qui
ended-for-both = Les deux parties
ended-for-one = Cet appareil seul ; les autres peuvent continuer
ended-for-unknown = Ici, c’est terminé. Rien ne confirme que l’autre partie le sait. Appelez votre officier de permanence.
ended-next = La suite
after-note = Rédigez la note tant que le souvenir est frais.
after-note-do = Rédiger la note
after-release = Publiez le communiqué promis.
after-release-do = Aller au bureau de presse
after-hand-over = Notez dans votre permanence que l’appel a eu lieu.
after-rest = Rien pour vous : vos conseillers s’occupent du reste.
ended-join-again = Revenir dans l’appel

# Refus, par code.
fault-cause-no-encoded-transforms = Ce navigateur ne sait pas chiffrer un appel entre les appareils.
fault-next-no-encoded-transforms = Prenez un Chromium ou Edge actuel, ou le terminal natif.
fault-cause-no-webrtc = Ce navigateur ne connaît pas les appels, ou ils sont désactivés.
fault-next-no-webrtc = Prenez un Chromium ou Edge actuel, ou le terminal natif.
fault-cause-microphone-denied = Cette page n’a pas le droit d’utiliser le micro.
fault-next-microphone-denied = Autorisez-le à côté de l’adresse de la page, puis réessayez.
fault-cause-no-microphone = Aucun micro n’a été trouvé, ou un autre programme le tient.
fault-next-no-microphone = Branchez-en un, ou fermez l’autre programme, puis réessayez.
fault-cause-not-allowed = Vos rôles ne vous laissent pas entrer dans cet appel.
fault-next-not-allowed = Demandez à votre officier de permanence.
fault-cause-not-staged = Une permanence au moins n’a pas encore confirmé.
fault-next-not-staged = Attendez, ou demandez à votre officier de permanence.
fault-cause-no-such-contact = Votre nœud ne connaît pas cet entretien.
fault-next-no-such-contact = Consultez la liste des entretiens.
fault-cause-media = Votre nœud et ce navigateur n’ont pas pu convenir de la façon d’envoyer le son.
fault-next-media = Faites l’essai des appareils et remettez son rapport à votre administrateur.
fault-cause-full = L’appel compte autant d’appareils qu’il peut en tenir.
fault-next-full = Demandez à votre officier de permanence qui peut le quitter.
fault-cause-malformed = Votre nœud n’a pas pu lire ce que cette page a envoyé.
fault-next-malformed = Rechargez la page.
fault-cause-line-down = La ligne vers l’autre partie est interrompue.
fault-next-line-down = Restez ici : elle est retentée d’elle-même. Votre officier de permanence le voit aussi.

## How a principal is called
ring-step-not-staged = Pas encore appelé
ring-step-line-fault = Ligne coupée : inconnu
ring-step-not-staffed = Aucun appareil à faire sonner
ring-step-sent = Appelé ; aucun appareil ne sonne encore
ring-step-ringing = Sonne
ring-step-answered = A répondu
ring-step-declined = A refusé pour l’instant
ring-step-left = N’est plus dans l’appel
ring-step-unanswered = A sonné sans réponse
