## Being rung while the page is closed

ring-closed = Ring me when this page is closed
ring-closed-means = Your node then asks the maker of this browser to wake it. The maker learns that your node called this browser, and when: not who calls, and not why. It may come late, or not at all while the browser isn't running. An open page rings without it.
ring-closed-turn-on = Ring me when it is closed
ring-closed-turn-off = No longer
ring-closed-on = On: this browser is called while the page is closed.
ring-closed-missed = The last call didn’t get through, on { $day }, { $time }. Turn it off and on again; until a call gets through keep the page open, and tell your administrator.
ring-closed-off = Off: while the page is closed, nothing rings here.
ring-closed-asked = Your browser asks whether this page may show notices. Allow it there.
ring-closed-blocked = Your browser lets this page show no notices. Allow them beside its address, then come back here; until then keep the page open.
ring-closed-unfit-insecure = Not possible here: browsers do it only over a protected connection. Open the node's address that begins with https://.
ring-closed-unfit-no-push = Not possible here: this browser can't be called while a page is closed. Keep the page open, or use Chromium or Edge.
ring-closed-unfit-node-off = Not possible here: your node calls no browser. Keep the page open, or ask your administrator.
ring-closed-failed-push-unreachable = Not turned on: this browser doesn't reach its maker's push service. It never does in a private window; else check this device's network. Keep the page open.
ring-closed-failed-push-denied = Not turned on: the browser or its administrator forbids it. Keep the page open.
ring-closed-failed-push-service-unknown = Not turned on: your node sends nothing to this browser's push service. Keep the page open, or ask your administrator.
ring-closed-failed-other = Not turned on. Try again; until it works keep the page open.
ring-closed-failed-off = Not turned off: your node doesn’t know yet. Try again.
ring-closed-now-on = You are rung while the page is closed
ring-closed-now-off = You are no longer rung while the page is closed

## What a browser shows then: anybody may see it, so it names nobody

called-ring = You are being called. Open the desk to answer.
called-duty = The duty desk is wanted. Open it now.
