# Soundings and non-papers: docs/practice/sounding.md
sounding-what = A question before the question
sounding-what-means = A sounding asks whether a proposal would be welcome, before one is made. A non-paper hands over thoughts that nobody has written. Principals and aides of the other side read them, and nobody else; neither node can. An answer is another sounding and binds nobody. What is to bind you is a proposal.
sounding-proves = What the other side could prove by it
sounding-proves-means = Nothing, to anybody else. Nobody signs it, and it is in no log of either side. What the other side holds it could have made itself.
sounding-cannot = What can’t be prevented
sounding-cannot-means = The other side may copy the words, or say truthfully that you sent them. Somebody who watches the network sees that something of that size crossed. Nothing can be taken back. Somebody who holds your node could sound out in your name: on a matter of weight ring the person up. Nothing stays on your side: keep a note of your own if you want one.
soundings-in = What came in
soundings-none = Nothing of the other side is here.
unsigned = Unsigned
kind-sounding = Sounding
kind-non-paper = Non-paper
kind-means-sounding = Sounding: a question or its answer
kind-means-non-paper = Non-paper: a text without letterhead, author or receipt
sounding-sealed = It is sealed to a key that this device doesn’t hold.
sounding-answers-ours = It answers one of yours.
sounding-from = Came over the line to
sounding-until = Forgotten by itself on { $day } at { $time }, { $away }.
sounding-answer = Answer
sounding-forget = Forget it now
sounding-send = Send one
sounding-send-answer = Answer it
sounding-no-answer = Don’t answer it
sounding-line-down = The line is interrupted
sounding-line-down-means = Nobody keeps a sounding for later: it can only be sent while the line is open.
sounding-kind = What it is
sounding-title = Title, if it has one
sounding-words = Words
problem-words = Write what you want to say.
sounding-forgotten = The other side’s node forgets it
sounding-days =
    { $count ->
        [one] after { $count } day
       *[other] after { $count } days
    }
sounding-check = Read it once more
send-ask-sounding = Send this sounding?
send-ask-non-paper = Send this non-paper?
sounding-send-now = Send
sounding-means = { $other } gets it at once, unsigned. It can’t be taken back. Nothing of it stays here.
sent-sounding = The other side’s node has it. Nothing of it stays here.
sent-non-paper = The other side’s node has it. Nothing of it stays here.
