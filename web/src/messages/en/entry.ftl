# Before the desk: first run, sign-in, another tab, failure.
starting = Starting
starting-means = Keys and records are being opened in this browser.
failed = The desk can’t go on
failed-means = What was sent is safe at your side’s node, and this browser keeps its key. What was being written here is not kept.
other-tab = This desk is open in another tab
other-tab-means = Only one tab of a browser can hold it. If you go on here, the other one closes itself.
other-tab-call = This call is held in another tab
other-tab-call-means = If you take it over, you come back to the call here within seconds; the others are told that you return.
take-over = Go on here
take-call-over = Take the call over

sign-in = Sign in
sign-in-refused = Sign-in was refused
sign-in-device = This browser’s device:
sign-in-passkey = Your passkey opens it: finger, face or PIN, as this device has it.
sign-in-key = Its key is kept in this browser.

first-run = This browser has no key yet
first-run-waits = This browser waits to be accredited
first-run-passkey = This browser is accredited
steps = Steps
step-no-key = Make the key
step-request-made = Hand over the request
step-not-accredited = Two officers sign
step-no-passkey = Register the passkey

whose-node = This is the node of
whose-node-means = Compare these words with those that your administrator gave you, on paper or by voice. If one differs, stop: somebody stands between you and your side.
side-words = Words of your side
side-words-compared = I have compared all words, and they are the same
lacks-words = Compare the words of your side first, and say so.
whose-key = Whose key it becomes
device-name = Name of this device
device-name-means = For you alone, such as “office laptop”. It stays in this browser.
lacks-device = Give the device a name.
person-id = Number of your person
person-id-means = Only if another device of yours is accredited already; it is shown there. Otherwise leave it empty.
lacks-person = A person’s number has 32 digits, 0 to 9 and a to f.
roles-wanted = Roles that you ask for
roles-wanted-means = The officers grant them or not.
lacks-roles = Choose at least one role.
make-key = Make this browser’s key
make-key-means = The key never leaves this browser. Nobody can restore it; a lost one is revoked and another made.

demo-key = Demonstration: a key that anybody may have
demo-key-means = This node says that it is a demonstration. Its keys are known to everybody. Never use one for anything real.
demo-role = Role to try
demo-role-of = { $role }: { $name }
demo-key-use = Use the demonstration key

read-out = Read these words out to the administrator
read-out-means = In person or on a telephone where you know the voice. The administrator and the security officer see the same words beside your request, and sign only if all agree.
request-words = Words of your request
waits-for = Waits for two signatures
waits-for-means = This page goes on by itself once both have signed. You may close it and come back.
hand-request-over = Hand over the request
hand-request-over-means = By any way that you like: it holds no secret. The words prove that it arrived unchanged.
request-text = The request
request-copy = Copy
request-save = Save as a file
request-copied = The request is copied
request-not-copied = The browser refused to copy. Save it as a file.
request-drop = Begin anew
request-drop-do = Throw this key away
request-drop-means = This key and its request are thrown away. Tell the administrator, so that nobody signs the old request.

passkey-register = Register the passkey
passkey-register-means = Two officers have accredited this device. Now let its authenticator verify you, by finger, face or PIN. From then on this device signs in with it, and by its key alone it doesn’t.
passkey-register-lost = If you lose it, the administrator takes it off; then you register another.
passkey-not-registered = The passkey was not registered
first-link = You become the first administrator
first-link-means = Whoever set this node up gave you this link. It counts once, for half an hour. This browser now makes a key and asks with it. Nobody is an administrator before the words were compared at the node’s console and both officers’ keys have signed.
first-link-make = Make this browser’s key and ask
first-link-device = administrator’s browser
first-link-compare = Compare these words with those at the node’s console
first-link-compare-means = All six must be the same. If one differs, say no there: somebody else used the link.
first-link-handed = The console has the request. This page goes on by itself once it is signed.
