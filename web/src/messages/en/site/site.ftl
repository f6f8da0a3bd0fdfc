# The press site, which the node writes without scripts. Words that the desks say too are in their own files:
# kind-…, fact-…, value-…, promise-… (press.ftl) and zones (zones.ftl).
site-press = { $side }: press
site-page-of = { $page } · { $side }: press
site-skip = Skip to the text
site-parts = Parts of this site
site-languages = Languages
site-releases = Releases
site-archive = Archive
site-known = What is publicly known
site-verify = How to verify
site-contact = Contact
site-feed = Feed (Atom)
site-key = Press key

# One moment as a clock shows it.
site-date =
    { $month ->
        [1] { $day } January { $year }
        [2] { $day } February { $year }
        [3] { $day } March { $year }
        [4] { $day } April { $year }
        [5] { $day } May { $year }
        [6] { $day } June { $year }
        [7] { $day } July { $year }
        [8] { $day } August { $year }
        [9] { $day } September { $year }
        [10] { $day } October { $year }
        [11] { $day } November { $year }
       *[12] { $day } December { $year }
    }
site-moment = { $date }, { $hour }:{ $minute } ({ $zone })
site-month =
    { $month ->
        [1] January { $year }
        [2] February { $year }
        [3] March { $year }
        [4] April { $year }
        [5] May { $year }
        [6] June { $year }
        [7] July { $year }
        [8] August { $year }
        [9] September { $year }
        [10] October { $year }
        [11] November { $year }
       *[12] December { $year }
    }

site-empty = Nothing has been released yet.
site-older-in-archive = Older releases are in the archive.
site-pair = { $what }: { $said }
site-released = Released
site-on = On
site-topic-round = a round of talks
site-topic-paper = a paper
site-topic-track = a series of talks
site-topic-internal-matter = an internal matter
site-corrected = Corrected
site-withdrawn = Withdrawn
site-is-about = This is about an earlier release:
site-promised = A message is promised by { $when }.
site-promised-from = A message of { $office } is promised by { $when }.
site-promised-in = Promised in this text
site-question = Question:
site-picture = Picture: { $source }
site-picture-hash = SHA-256 of the picture:
site-text = Text
site-signature = Signature
site-signature-means = The press key of { $side } signed this text. The signature, as minisign writes it:
site-signed-text = Signed text
site-signature-file = Signature file
site-verify-files = Save the signed text and the signature file, take the press key from { $side } itself, and run:
site-verify-more = Step by step

site-verify-why = Every text on this site is signed. Whoever holds the press key checks it without this site, without an account and without a network.
site-verify-step-key = Take the press key of { $side } once, by a way that you trust: in person, or out of a paper that the press service handed over. The one below is here for convenience: whoever falsified this site would falsify it too.
site-verify-step-files = On the page of a release, save the signed text and the signature file into one folder.
site-verify-step-run = Run one of these two. The first is a common tool, the second is Détente’s own.
site-verify-step-means = If a single letter was altered, either says so.
site-verify-news = New texts, corrections and withdrawals come by the feed.

site-contact-for = For inquiries from newsrooms.
site-contact-none = This press service has given no address for inquiries.
site-contact-office = Press service
site-contact-address = Address
site-contact-mail = Mail
site-contact-telephone = Telephone

site-archive-empty = Nothing was released in this time.
site-archive-older = Older releases
site-archive-newest = The newest of this time
site-archive-all = Whole archive

site-known-from = From released texts alone.
site-known-empty = Nothing has been said yet.
site-known-elsewhere = Named in other releases
site-known-newest = Of what { $side } itself released, the newest { $count } texts are on this page; the older ones are in the archive.
site-known-subject = Subject { $id }
site-known-fact = Fact
site-known-head = Head of the delegation of { $side }
site-stand-silent = silent
site-stand-claimed = claimed
site-stand-confirmed = confirmed
site-stand-disputed = disputed
site-stand-claimed-means = the other side says nothing of it
site-stand-confirmed-means = the other side says the same
site-stand-disputed-means = the other side says something else
site-value-none = None
site-value-possible = Possible

site-missing = Page not found
site-missing-means = There is nothing at this address, or its embargo isn’t over.
site-refused = This page can’t be shown
site-refused-means = The site can’t answer this. Try again later, or begin with the releases.

# In readers of feeds, before the text.
site-feed-corrected = [This was corrected on { $when }: { $title }]
site-feed-withdrawn = [This was withdrawn on { $when }: { $title }]
