# Papers.
nav-papers = Papers
papers-none = No paper has been handed over yet.
paper-sealed = Its words aren’t sealed to this device
paper-hand-over = Hand over a paper
paper-kind = What it is
paper-kind-proposal = Proposal
paper-kind-position = Position
paper-kind-chairs-text = Chair’s text
paper-kind-reply = Reply
paper-by = by
paper-to = to
paper-versions =
    { $count ->
        [one] { $count } version
       *[other] { $count } versions
    }
paper-reply-by = reply wanted by { $day }, { $time }
paper-state-handed-over = Handed over
paper-state-received = Received
paper-state-read = Read
paper-state-read-reply-due = Read, reply awaited
paper-state-reply-overdue = Reply overdue
paper-state-replied = Replied
paper-state-withdrawn = Withdrawn
paper-standing = Where the paper stands
paper-version = Version { $number }
paper-version-newest = Version { $number }, the newest
paper-read = Acknowledged as read on { $day } at { $time }.
paper-unread = Nobody has acknowledged that it was read.
receipt-said = Handed over on { $day } at { $time }.
receipt-received = The other side’s log shows it since { $day }, { $time }.
receipt-none = The other side’s log doesn’t show it yet.
paper-differences = What changed
paper-compare-with = Compare the newest with
paper-compared = Version { $to } against version { $from }
paper-diff-legend = Struck through: left out. Underlined twice: new.
diff-removed = left out:
diff-added = new:
paper-field-title = Title:
paper-field-languages = Languages:
paper-field-reply-by = Reply by:
paper-field-to = Recipients:
paper-field-release = Release not before:
to-the-other-side = nobody named: the other side
no-date-asked = none
offer-numbered = Text { $number }, by { $by }
offer-compared = Text { $number }, as { $by } offered it, beside the one before
offer-compare-with = Compare it with
outcome-of-item = Outcome of { $item }:
paper-brackets =
    { $count ->
        [one] { $count } place is left open
       *[other] { $count } places are left open
    }
bracket-line = Line { $line } of the text
bracket-nobody = Named by nobody
bracket-left-out = left out altogether
paper-reply-to = Reply to version { $number }
paper-reply-title = Reply: { $title }

paper-acknowledge = Acknowledge that it was read
paper-acknowledge-ask = Acknowledge that it was read?
paper-acknowledge-means = { $other } sees that your side has read it, and when. It says nothing about what you think of it.
paper-reply = Reply
paper-reply-ask = Sign and hand over this reply?
paper-reply-means = { $other } gets it at once, signed by your side. It can’t be taken back.
paper-revise = Hand over a new version
paper-revise-ask = Sign and hand over a new version?
paper-revise-means = { $other } gets it at once, beside the earlier ones, which it keeps.
paper-withdraw = Withdraw the paper
paper-withdraw-ask = Withdraw this paper?
paper-withdraw-means = { $other } is told at once, and keeps what it has. No reply can be expected any more.
paper-title = Title
paper-text = Text
paper-text-new = The whole new text
paper-text-means = What is left open stands in brackets, with a side’s name where it wants it: [one way | North: another way].
paper-others = Others who have it by other ways, one a line
paper-others-means = Over this line it goes to { $other } alone.
paper-reply-wanted = Reply wanted by, if at all ({ $side } time)
paper-incomplete = A paper has a title and a text; a date has a day and a time.
paper-sign = Sign and hand it over
paper-hand-over-ask = Sign and hand over this paper?
paper-hand-over-means = { $other } gets “{ $title }” at once, signed by your side. You can withdraw it, but not make it unread.
