# What is around every screen.
navigation = Places of the desk
menu = Menu
nav-home = Home
settings = Settings
settings-language = Language
settings-light = Light
light-system = As the system says
light-light = Light
light-dark = Dark
sign-out = Sign out
sign-out-ask = Sign out here?
sign-out-unrung = You won’t be rung here. A call reaches this browser only while you are signed in.
nothing-here = There is nothing here
nothing-here-means = Either this address leads nowhere, or what is here belongs to other duties than yours.

demo-headline = Demonstration
demo-means = Keys, people and sides are invented. Nothing here binds or protects anybody.
demo-plays = You play { $role } of { $side }. To play somebody else on this page, sign out.

alarm-headline = FLASH from { $side }, not acknowledged yet
alarm-since = Sounds since
alarm-read = Read and acknowledge

# The line to the other side.
line-node-unreached = Your node does not answer
line-unpaired = No line yet
line-down = Line with { $side }: interrupted
line-skewed = Line with { $side }: open, clocks differ
line-up = Line with { $side }: open
line-means-node-unreached = What you see may be out of date, and nothing can be sent. It is tried again by itself.
line-means-down =
    { $since ->
        [none] { $waiting ->
            [0] Whatever you send is kept, and goes over once the line is back.
            [one] Whatever you send is kept, and goes over once the line is back. { $waiting } record waits.
           *[other] Whatever you send is kept, and goes over once the line is back. { $waiting } records wait.
        }
       *[other] { $waiting ->
            [0] Since { $since }. Whatever you send is kept, and goes over once the line is back.
            [one] Since { $since }. Whatever you send is kept, and goes over once the line is back. { $waiting } record waits.
           *[other] Since { $since }. Whatever you send is kept, and goes over once the line is back. { $waiting } records wait.
        }
    }
line-means-skewed = The clocks of both nodes are some seconds apart. The administrator should see to it.

line-brief-node-unreached = Your node: no answer
line-brief-unpaired = No line yet
line-brief-down = Line: interrupted
line-brief-skewed = Line: open, clocks differ
line-brief-up = Line: open
