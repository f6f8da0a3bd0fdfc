# What stops a page, by code: the cause, and what to do. Those of calls and devices stand with their screens.
fault-cause-clock = This device’s clock and the node’s differ by more than five minutes.
fault-next-clock = Set the clock of this device, then load the page again.
fault-cause-no-key = This browser has no key.
fault-next-no-key = Load the page again, and make one.
fault-cause-no-demonstration = This node gives no demonstration keys.
fault-next-no-demonstration = Make a key of your own in this browser.
fault-cause-core-stopped = The part of this page that holds the keys has stopped.
fault-next-core-stopped = Load the page again.
fault-cause-no-steady-voice = This browser can’t send a voice whose size tells nothing, nor play what is sent again.
fault-next-no-steady-voice = Use a current Chromium or Edge, or the native terminal.
