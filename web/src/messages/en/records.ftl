# The side's own records of contacts.
nav-access = Access to records
records = Records of contacts
records-part = Records
record = Record of contact
records-means = What was said, as your side wrote it down. It isn’t a verbatim transcript. None of it leaves your side.
records-none = No record is drafted.
records-all = All records
record-gone = There is no such record here.
record-of = As { $who } wrote it
record-counts =
    { $reviews ->
        [0] not reviewed
        [one] { $reviews } review
       *[other] { $reviews } reviews
    }, { $openings ->
        [0] never opened
        [one] opened once
       *[other] opened { $openings } times
    }
record-draft = Draft
record-reviewed = Reviewed
record-approved = Approved: this is the record
record-replaced = A later one took its place
record-due = Look at it
record-kept-until = To be kept until
record-new = Draft a record
record-newer = Write a newer draft in its place
record-merge = Merge the drafts
records-merge-means =
    { $count ->
        [one] { $count } draft of this stands.
       *[other] { $count } drafts of this stand beside each other. One that merges them takes their place.
    }
record-words = Its words
record-sealed = Its words aren’t sealed to you. What was done to it is open to you.
record-open = Open it
record-open-means = A line in the access log says that you opened it, and stays.
record-off-list = You aren’t on its distribution list. You can open it nevertheless: the access log then says so.
record-open-off-list = Open it nevertheless
record-not-verbatim = Not a verbatim transcript
record-remark-of = Remark of
record-save = Save as Markdown
record-save-means = The file is in clear: from then on you guard it.
record-acts = What you can do
record-review = Say that you reviewed it
record-ask-review = Say that you reviewed this record?
record-means-review = Read it first. A remark changes nothing by itself: its author writes a newer draft.
record-remarks = Remarks, if you have any
record-remarks-means = They are sealed like the record.
record-approve = Approve
record-ask-approve = Approve this as the record?
record-means-approve = Read it first. With your approval it is the record of your side.
record-distribute = Give it to more people
record-distributed = They are on its list.
record-distribution = Who is to have it
record-distribution-means = Others to whom it is sealed can open it too; the access log says that they weren’t on the list.
record-retain = Keep it longer
record-retained = It is kept until then.
record-retain-means = The day can be put off, never brought forward.
record-keep-until = Keep it until
record-sign = Sign it
record-keep = Keep it
record-kept = The draft is kept.
record-about = Of which contact or round
record-header-means = When the call was, on what, and who was in it, nobody types: it comes from what the nodes attest.
record-text = What was said
record-classification = Classification
record-classification-means = In your side’s own words, such as: confidential.
record-classification-merged = Needed where theirs differ.
record-merged-text = The merged text
record-merge-keeps = It is kept as long as the longest of them, and for everybody on any of their lists.
record-take = Take this text over
problem-classification = Say how it is classified.
problem-to = Choose somebody.

record-access = Who opened it
access-means = A line that is there is true: the device that opened signed it. A line that is missing proves nothing.
access-none = Nobody opened one.
access-listed = On its list
access-off-list = Not on its list
access-which = Record { $id }

fact-by = { $who }, { $when }
fact-between = Between
fact-state = State
fact-on-medium = Medium
fact-began = Began
fact-ended = Ended
fact-attested-both = { $when }, as both nodes attest
fact-attested-by = { $when }, as the node of { $side } attests
fact-attested-one = { $when }, as the node of { $side } alone attests
fact-on-line = On the line
fact-of-side = { $what } of { $side }
fact-not-attested = Not attested
fact-not-attested-means = No node attests a call.
fact-record-state = This record
fact-written = Written by
fact-reviewed = Reviewed by
fact-approved = Approved by
fact-approved-nobody = nobody yet
fact-kept-until = Kept until
fact-for = For
