# Permanence.
nav-duty = Permanence
duty-parts = Pages de la permanence
duty-board = Mise en relation
duty-order-wire = Ligne de service
duty-shifts = Tours de garde et relève
duty-words = Mots
duty-nothing = Aucun entretien ne commence dans les prochaines heures, et aucun n’est en ligne.
side-ours = (nous)
side-theirs = (eux)

staging-public-none = Pas de partie publique : personne hors de la liste convenue n’est admis.
staging-public-opening = Commence par une partie publique devant la presse.
staging-missing = Il manque encore
lack-not-agreed = L’accord des deux parties. L’entretien n’est pas convenu ; sa page dit de qui une réponse est attendue.
lack-line-down =
    { $reason ->
        [none] La ligne avec { $side } est interrompue. Appelez l’autre partie aux numéros de la fiche d’appel.
       *[other] La ligne avec { $side } est interrompue ({ $reason }). Appelez l’autre partie aux numéros de la fiche d’appel.
    }
lack-clocks-apart = Les horloges des deux nœuds diffèrent de plus de cinq minutes. Les administrateurs doivent les régler d’abord.
lack-early = Il commence dans plus d’une heure. Confirmez peu avant, après avoir vérifié que chacun est là.
lack-own-confirmation = Votre confirmation.
lack-their-confirmation = La confirmation de la permanence de l’autre partie ({ $side }).

staging-confirm = Confirmer : notre dirigeant peut être appelé
staging-confirm-means = Les deux dirigeants sont appelés dès que l’autre partie ({ $side }) a confirmé aussi. Avant cela, rien ne sonne.
staging-careful = Confirmer alors qu’il manque quelque chose ?
staging-confirm-anyway = Confirmer malgré tout
staging-confirmed = Vous avez confirmé pour notre partie
staging-blocked = La confirmation n’est pas encore possible. Réglez ce qui manque ci-dessus.
staging-wait = Vous avez confirmé. On attend la permanence de l’autre partie ({ $side }) ; puis les deux dirigeants sont appelés.
staging-called = Les deux parties ont confirmé : les dirigeants sont appelés. Il n’y a rien à presser.
staging-called-again = Les deux parties ont confirmé. Votre dirigeant n’a pas répondu ou a refusé pour l’instant : vous pouvez le rappeler ci-dessous.
staging-called-left = Les deux parties ont confirmé. Votre dirigeant a été dans l’appel, puis l’a quitté : vous pouvez le rappeler ci-dessous.
staging-called-closed = Les deux parties ont confirmé. Aucune page de votre dirigeant n’est ouverte : vous pouvez appeler son navigateur ci-dessous.
ring-again = Rappeler
ring-again-done = On rappelle votre dirigeant
ring-again-theirs = Seule la permanence de l’autre partie ({ $side }) peut rappeler son dirigeant. Demandez-le ici :
ring-closed-pages = Appeler son navigateur fermé
ring-closed-pages-mean = Il affiche un avis si votre dirigeant a choisi d’être appelé page fermée. Sinon, joignez-le autrement.
fault-next-rings-already = Attendez une réponse, un refus, ou la fin de la sonnerie après une minute.
fault-cause-ring-answered = Votre dirigeant est déjà en ligne.
fault-next-ring-answered = Il n’y a rien à presser.
fault-cause-nobody-to-ring = Aucune page ni aucun terminal de votre dirigeant n’attend d’appel, et aucun navigateur ne peut être appelé.
fault-next-nobody-to-ring = Joignez votre dirigeant autrement, et faites ouvrir le bureau là-bas.
staging-running = En ligne depuis

staging-duty-officer = Officier de permanence
staging-unconfirmed = Pas encore confirmé
staging-has-confirmed = Confirmé

staging-line = Ligne
staging-line-state = État
staging-line-up = Ouverte
staging-line-down = Interrompue

staging-abort = Interrompre…
staging-abort-title = Interrompre cet entretien ?
staging-abort-verb = Interrompre
staging-abort-means = La mise en relation prend fin pour les deux parties, et personne n’est appelé. Pour reprendre, les deux permanences confirment de nouveau.
staging-abort-means-running = L’appel prend fin aussitôt pour tous, au milieu d’une phrase. Les deux parties apprennent que la vôtre l’a interrompu.
staging-aborted = Interrompu

call-now-ask = Demander un appel immédiat
call-now-title = Demander un appel immédiat ({ $side })
call-now-means = La permanence de l’autre partie ({ $side }) est priée de l’accepter. Si personne ne le fait à temps, la demande tombe. Une fois acceptée, les deux permanences préparent l’appel comme toujours.
call-now-within = L’appel commence d’ici
call-now-format = Interprétation
format-of-talk-no-interpreters = Sans interprètes
format-of-talk-consecutive = Consécutive, l’un après l’autre
call-now-asked = Appel demandé ({ $side })
call-now-theirs = L’autre partie ({ $side }) demande un appel immédiat. La demande tombe { $left }.
call-now-take = Accepter l’appel pour notre partie
call-now-take-means = Accepter signifie que notre partie y consent. Notre dirigeant n’est pas appelé avant que vous ayez aussi confirmé.
call-now-ours = Nous avons demandé un appel ({ $side }). Leur permanence ne l’a pas encore accepté ; la demande tombe { $left }.

order-wire-means = Messages de service entre vous et la permanence de l’autre partie ({ $side }). Les dirigeants ne les lisent pas.
order-wire-empty = Rien n’a encore été écrit.
order-wire-words = À la permanence de l’autre partie ({ $side })
order-wire-send = Envoyer
order-wire-sent = Envoyé sur la ligne de service

shifts-now = De permanence maintenant
shifts-nobody = Personne n’est de permanence d’après la liste. Un FLASH sonne aussitôt chez tous les officiers.
shifts-order = Un FLASH sonne chez eux dans cet ordre, un de plus chaque minute.
shifts-next = Ensuite :
shifts-gap = Personne n’est de permanence à partir du
shift-list = Liste des tours de garde
shift-list-empty = Aucun tour n’est fixé. Un FLASH sonne aussitôt chez tous les officiers.
shift-person = Officier de permanence
shift-from = Début
shift-until = Fin
shift-on = De permanence
shift-on-now = Maintenant
shift-change = Modifier
shift-remove = Retirer
shift-remove-of = Retirer : tour de { $person }
shift-remove-ask = Retirer ce tour de la liste ?
shift-add = Ajouter un tour
shift-add-do = Ajouter à la liste
shift-added = Le tour est sur la liste
shift-lacks-person = Choisissez l’officier de permanence.
shift-lacks-from = Indiquez le début du tour.
shift-lacks-until = Indiquez sa fin.
shift-lacks-order = La fin précède le début : choisissez une fin plus tardive.
fault-cause-shifts-changed = Un autre officier de permanence a modifié entre-temps la liste des permanences. Votre modification n’y figure pas.
fault-next-shifts-changed = Regardez la liste telle qu’elle est maintenant, puis refaites votre modification.
choose = Choisir

words-how = Parlez à l’autre officier sur une ligne dont vous connaissez la voix. Lisez nos mots à haute voix, dans l’ordre ; puis l’autre officier lit les siens, et vous suivez ici.
words-ours = À lire à haute voix : mots de notre partie ({ $side })
words-theirs = À suivre : mots de l’autre partie ({ $side })
words-no-line = Aucune autre partie n’est encore appariée.
line-words-differ = Si un seul mot diffère, ne confirmez rien et prévenez aussitôt l’officier de sécurité : quelqu’un s’est placé entre les deux parties.
words-call = Les six mots d’un appel sont différents. Ceux qui y participent les comparent sur son propre écran.

moment-day = { $label } : jour ({ $side })
moment-hour = Heure
moment-twice-first = Les horloges indiquent deux fois cette heure ; la première compte.
moment-twice-later = Les horloges indiquent deux fois cette heure ; la seconde compte, pour que rien ne paraisse trop tôt.
moment-never = Les horloges de { $side } n’indiquent jamais cette heure.
