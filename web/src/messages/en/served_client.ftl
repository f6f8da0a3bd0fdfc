served-client = This client
served-means = Your node sends this browser the pages of the desk. Here you see what it sent, so that you can hold it against what another device got.
served-open = Look at this client
served-looking = Everything is being fetched anew and counted. It takes some seconds.
served-good = All { $count } files are what your node says it serves.
served-older = Your node has newer files than this page runs.
served-older-do = Perhaps the node was updated since this page was opened: ask your administrator. If it was, load the page again, then compare. If it wasn’t, leave the page open and tell your security officer.
served-bad = { $count ->
    [one] One file is not what your node says it serves.
   *[other] { $count } files are not what your node says they are.
  }
served-bad-headline = This browser was sent something else
served-file-same = as listed
served-file-other = something else came
served-file-missing = nothing came
served-file-kept-other = this browser has kept something else under that name
served-fingerprint = Twelve words of this client
served-fingerprint-means = They stand for every letter of every file that came now. Two devices that got the same have the same words.
served-number = As one number
served-number-means = SHA-256 over the list of files. The manual says how to make it in a shell.
served-copy = Copy the words
served-copied = The words are copied
served-not-copied = The browser refused to copy. Read the words out instead.
served-again = Look again
served-compare = Compare with another device
served-compare-means = Open this page on a second device of your side, best the other officer’s, on another network. Read its words out, face to face or on a line where you know the voice, or paste them here.
served-theirs = Words of the other device
served-theirs-means = All twelve in their order, or the number.
served-compare-do = Compare
served-unknown-word = “{ $word }” is no word of the list. Have it read out once more.
served-too-few = { $count ->
    [0] There is no word yet. There are twelve.
    [one] That is one word. There are twelve.
   *[other] Those are { $count } words. There are twelve.
  }
served-too-many = Those are more than twelve words.
served-number-length = The number has 64 digits; here are { $digits }. Have it read out once more.
served-equal = Both devices were served the same
served-equal-means = If your node serves something false, it serves it to both. The check against the program, below, tells more.
served-different = The two devices were served different things
served-different-places = { $count ->
    [one] Word { $places } differs.
   *[other] Words { $places } differ.
  }
served-different-first = Somebody may have misheard, or the node was updated in between. Load the page again on both devices and compare once more. If it is different again:
served-do-stop = Stop. Sign nothing and say nothing in this browser, and let nobody else of your side sign in by one.
served-do-tell = Tell your security officer, face to face or by a telephone that has nothing to do with this node.
served-do-keep = Leave this page open and the machine on: what it shows is a trace.
served-files = { $count ->
    [one] The one file
   *[other] All { $count } files
  }
served-file = File
served-file-hash = First digits of SHA-256
served-file-state = What came
served-limits = What this page can’t show
served-limits-page = A page that was itself sent false could show you false words. So believe the comparison only with a second device that you have reason to trust more than this one.
served-limits-doctor = At a terminal, with a program that came another way than the node’s own, this command fetches the same files and holds them against those inside the program:
served-limits-published = Neither shows what your node will serve tomorrow, or to somebody else, nor what the browser itself or its extensions do.
fault-cause-client-list-odd = What your node says it serves is no list of this client.
fault-next-client-list-odd = Load the page again. If it stays so, sign nothing in this browser and tell your security officer.
