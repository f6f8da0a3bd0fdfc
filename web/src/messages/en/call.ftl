# Ringing.
ringing-title = You are being called: { $side }
ringing-notice = You are being called
ringing-lead = Both duty officers are ready and have confirmed.
ringing-lead-phone-call = A phone call. Both duty officers are ready and have confirmed.
ringing-lead-videoconference = A videoconference. Both duty officers are ready and have confirmed.
ringing-agreed = Agreed for
ring-silence = Silence the tone
ring-sound = Sound the tone
not-now = Not now
not-now-means = The tone stops here. Both duty officers see that you declined for now. The contact stays agreed, and you can still take the call.
unfit-headline = This browser can’t hold a call as it is

# Before and after.
call-title = Call with { $side }
call-place-speak = The call is open. You are heard once the floor is open.
call-place-listen = The call is open. You listen; nothing of yours is heard.
call-place-later = This call can’t be entered yet: both duty officers have to confirm first.
call-join = Join the call
joining-title = You are being let in
joining-means = The microphone is opened, and your node is asked. This takes a moment.
refused-title = You are not in the call
refused-headline = The call could not be entered
back-to-desk = Back to the desk

# The floor.
floor-open = Floor open
floor-open-for = The floor has been open for
floor-closed = Floor closed
floor-waits = Waiting: the floor opens when everybody is ready. Until then nobody is heard, on either side.
missing-own-principal = The principal of { $own } isn’t here yet.
missing-their-principal = The principal of { $other } isn’t here yet.
missing-keys = Both principals are here. The devices are agreeing on keys; this takes seconds.

# The microphone.
mic = Your microphone
mic-heard = You are heard
mic-does-heard = Press, or the space bar: mute
mic-muted = Muted
mic-does-muted = Press, or the space bar: speak
mic-held-back = Not heard
mic-does-hold = Hold, or hold the space bar: speak
mic-waits = Ready, not heard yet
mic-does-waits = The floor is closed. Press, or the space bar: mute
mic-away = You may still be heard: coming back
mic-does-away = Press, or the space bar: mute
mic-line-lost = Their side doesn’t hear you; your own may
mic-does-line-lost = Press, or the space bar: mute
mic-listens = You listen
mic-does-listens = Nothing of yours is heard by anybody.
mic-level = Level of your microphone
push-to-talk = Speak only while the button or the space bar is held
key-microphone = Microphone: mute and speak, or hold to speak
level-silent = silent
level-good = good
level-loud = too loud

# The camera, in a videoconference.
camera = Camera
camera-turn-on = Turn the camera on
camera-turn-off = Turn the camera off
camera-off = Nobody sees you.
camera-opening = The camera is being opened.
camera-on = You are seen.
camera-choice = Which camera
camera-fault = The camera can’t be used; the call goes on with your voice
pictures = Pictures
picture-none = No picture: the camera is off, or what comes can’t be opened.
picture-of = Picture: { $who }
picture-own = Your own picture, as in a mirror
picture-own-shown = You, { $side }
see-yourself = See yourself
see-yourself-close = Close the camera
see-yourself-means = In a videoconference the camera is off until you turn it on. Here only you see yourself; nothing is sent.
fault-cause-camera-denied = This page may not use the camera.
fault-next-camera-denied = Allow it beside the page’s address, then turn the camera on again.
fault-cause-no-camera = No camera was found, or another program holds it.
fault-next-no-camera = Plug one in, or close the other program, then turn the camera on again.
fault-cause-video-in-phone-call = A phone call was agreed, and this page offers video.
fault-next-video-in-phone-call = Load the page again.

# The way out.
call-end = End the call
call-end-means = Ends it for both sides.
call-leave = Leave the call
call-leave-means = The others go on. You can come in again.
call-end-ask = End the call for both sides?
call-end-asked = Everybody is disconnected at once, and every microphone is closed.

# Who is there.
presence = Who is in the call
presence-own-side = your side
presence-nobody = Nobody yet
presence-this-device = This device
presence-heard = Was heard
presence-accredited = Person { $person }, accredited until { $until }
call-who = { $roles }, { $side }

# The connection.
quality = Connection:
quality-good = good
quality-your-uplink = your uplink loses sound: the others hear you badly
quality-your-downlink = your downlink loses sound: you hear badly
quality-their-side = the loss is on the side of { $side }
quality-unknown = being measured
away-headline = Your node can’t be reached: reconnecting
away-since =
    { $seconds ->
        [one] Since { $seconds } second.
       *[other] Since { $seconds } seconds.
    }
away-means = Nothing has to be done, and no new sign-in. The call goes on meanwhile.
call-line-lost = The line with { $side } is lost
call-line-lost-means = Neither side hears the other. The call waits, and goes on by itself when the line is back. Stay.

# Read out by screen readers.
call-news-floor-open = The floor is open.
call-news-away = Your node can’t be reached. You come back by yourself.
call-news-back = You are back in the call.
call-news-line-lost = The line to the other side is lost. Stay.
call-news-line-back = The line to the other side is back.
call-news-words-changed = The words to compare have changed.
call-news-came = { $who } has come in.
call-news-went = { $who } has gone.

# Six words.
words = Six words to compare
words-prove = If both sides read the same six words, nobody stands between the devices: everybody in the call holds the same keys. Read them by turns, with somebody whose voice you know.
words-changing = The words are being made. They change when somebody comes or goes.
words-begin = Compare the words
word-of = Word { $number } of { $count }
word-yours = Read this word out. { $side } says whether it is the same.
word-theirs = { $side } reads this word out. It has to be:
word-confirmed = They have the same
word-same = I heard the same
word-differs = It differs
words-stop = Stop comparing
words-same = All words are the same. Nobody stands between the devices.
words-differed = The words differ
words-differed-do = Say nothing confidential. Somebody may have misheard: read all six once more. If they differ again, end the call, tell your security officer, and speak by another way.
words-again = Read them once more

# What was refused, and what to do.
warning-foreign-member = Somebody was named as present who isn’t accredited. They were not let in.
warning-do-foreign-member = Compare the words. If they are the same, you may go on. Tell your security officer after the call.
warning-unsigned-commit = A change of keys without both nodes’ signatures was refused.
warning-do-unsigned-commit = The keys are unchanged, and you may go on. Tell your security officer after the call.
warning-ghost-in-commit = A change of keys would have brought in somebody who isn’t on the list. It was refused.
warning-do-ghost-in-commit = Say nothing confidential until you have compared the words. Tell your security officer.
warning-other-keys = A device holds other keys than yours. It hears nothing of yours.
warning-do-other-keys = Say nothing confidential until you have compared the words. If they differ, end the call and tell your security officer.
warning-unprocessable-commit = A change of keys could not be read. It is made anew by itself.
warning-do-unprocessable-commit = Nothing has to be done. If sound stays away for more than ten seconds, leave and join again.
warning-silent-device = A device no longer says which keys it holds. It is taken out of the call.
warning-do-silent-device = Nothing has to be done. Its person can join again.
warning-stray-message = A message that doesn’t belong to this call was thrown away.
warning-do-stray-message = Nothing has to be done.
warning-behind = This device missed a change of keys. It is catching up.
warning-do-behind = Nothing has to be done. If sound stays away for more than ten seconds, leave and join again.
warning-microphone-gone = Your microphone is gone: nobody hears you.
warning-do-microphone-gone = Plug it in again, or choose another one in the device test; then leave the call and join again.
warning-camera-gone = Your camera is gone: nobody sees you.
warning-do-camera-gone = The call goes on with your voice. Plug the camera in, and turn it on again.
warning-other = Something was refused ({ $code })
warning-do-other = You may go on. Tell your security officer after the call.

# The end.
ended-title = The call has ended
ended-microphone = Your microphone is closed.
ended-held = Held
held = { $lasting }
held-short = less than a minute
held-none = the floor never opened
ended-why = Why
ended-hung-up = A principal ended it.
ended-aborted = A duty officer ended it.
ended-line-lost = The line between the two nodes stayed lost.
ended-not-staffed = A duty officer of one side was missing.
ended-left = You left it.
ended-hung-up-alone = You ended it. Your node hasn’t confirmed yet that the other side knows.
ended-taken-over = Another tab or device of yours took it over.
ended-core-stopped = The part of this page that holds the keys stopped.
ended-node-gone = Your node no longer knew this device’s place in the call.
ended-unsealed = Sound would have left this page without encryption, so this page closed it.
ended-other = The node gave another reason.
ended-whom = For whom
ended-for-both = Both sides
ended-for-one = This device alone; the others may go on
ended-for-unknown = Here it is over. Whether the other side knows isn’t confirmed. Call your duty officer.
ended-next = What comes next
after-note = Write the note while it is fresh.
after-note-do = Write the note
after-release = Release the message that was promised.
after-release-do = Go to the press desk
after-hand-over = Note in your shift that it has been held.
after-rest = Nothing for you: your aides see to the rest.
ended-join-again = Join again

# Refusals, by code.
fault-cause-no-encoded-transforms = This browser can’t encrypt a call between the devices.
fault-next-no-encoded-transforms = Use a current Chromium or Edge, or the native terminal.
fault-cause-no-webrtc = This browser has no calls, or they are switched off.
fault-next-no-webrtc = Use a current Chromium or Edge, or the native terminal.
fault-cause-microphone-denied = This page may not use the microphone.
fault-next-microphone-denied = Allow it beside the page’s address, then try again.
fault-cause-no-microphone = No microphone was found, or another program holds it.
fault-next-no-microphone = Plug one in, or close the other program, then try again.
fault-cause-not-allowed = Your roles don’t let you into this call.
fault-next-not-allowed = Ask your duty officer.
fault-cause-not-staged = At least one duty officer hasn’t confirmed yet.
fault-next-not-staged = Wait, or ask your duty officer.
fault-cause-no-such-contact = Your node knows no such contact.
fault-next-no-such-contact = Look at the list of contacts.
fault-cause-media = Your node could not agree with this browser on how sound is sent.
fault-next-media = Run the device test, and hand its report to your administrator.
fault-cause-full = The call has as many devices as it can hold.
fault-next-full = Ask your duty officer who can leave it.
fault-cause-malformed = Your node could not read what this page sent.
fault-next-malformed = Load the page again.
fault-cause-line-down = The line to the other side is interrupted.
fault-next-line-down = Stay here: it is tried again by itself. Your duty officer sees it too.

## How a principal is called
ring-step-not-staged = Not called yet
ring-step-line-fault = Line down: not known
ring-step-not-staffed = Nobody there to ring
ring-step-sent = Called; no device rings yet
ring-step-ringing = Ringing
ring-step-answered = Answered
ring-step-declined = Declined: not now
ring-step-left = No longer in the call
ring-step-unanswered = Rang, and nobody answered
