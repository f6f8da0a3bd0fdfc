# The call sheet.
call-sheet = Call sheet
sheet-when = When
sheet-times-sealed = The zones of both sides are sealed to others; the time stands in UTC.
sheet-languages = Languages:
sheet-people = Participants
sheet-people-sealed = Sealed to the leaders’ circle. An aide’s sheet has them.
sheet-duty = Duty officers
sheet-duty-nobody = nobody is accredited
sheet-order = Order of calling
sheet-down = When the line is down
sheet-fallback = Fallback numbers
sheet-fallback-none = None are kept. Write them here by hand.
sheet-printed = As of { $at }. Terms signed later aren’t on it: print it again.

# What the core says of a call sheet as data, in words.
banner-not-agreed = Not agreed
banner-not-agreed-why = { $side } proposed it; there aren’t two signatures under these terms.
banner-postponed = Postponed
banner-postponed-why = This date no longer stands. Newer terms take both signatures.
banner-refused = Not agreed
banner-refused-why =
    { $phase ->
        [withdrawn] The offer was withdrawn: nobody calls.
       *[declined] The offer was declined: nobody calls.
    }
banner-cancelled = Cancelled
banner-cancelled-why = Nobody calls.
banner-over = Over
banner-over-why = The call was held.
banner-reported-outside = Not agreed
banner-reported-outside-why = Entered as held elsewhere, by one side’s word alone.
banner-held-outside = Over
banner-held-outside-why = Held elsewhere, as both sides have entered it.
banner-newer-terms = Newer terms wait
banner-newer-terms-why = This sheet is of the terms that are signed. Print it again once the newer ones are answered.
banner-reported = Reported
banner-reported-why = Nobody signed it: ask the other duty officer.
sheet-clocks-change =
    Clocks in { $zone } go { $way ->
        [back] back
       *[forward] forward
     } by { $minutes }, from { $before } to { $after } ({ $offset }), { $when }.
sheet-clocks-hours-before =
    { $hours ->
        [0] less than an hour before the start
        [one] { $hours } hour before the start
       *[other] { $hours } hours before the start
    }
sheet-clocks-days-before =
    { $days ->
        [one] { $days } day before the start
       *[other] { $days } days before the start
    }
sheet-clocks-hours-after =
    { $hours ->
        [0] less than an hour after the end
        [one] { $hours } hour after the end
       *[other] { $hours } hours after the end
    }
sheet-clocks-days-after =
    { $days ->
        [one] { $days } day after the end
       *[other] { $days } days after the end
    }
sheet-clocks-during = DURING THE CALL
sheet-clocks-otherwise = Clocks in { $zone } stand at { $at_start } at the start, and at { $printed } as this is printed.
sheet-step-look-whether-ready = Both duty officers look on their staging boards whether everything is there.
sheet-step-sit-down = Principals sit down; their pages or terminals wait. Nothing rings yet.
sheet-step-sit-down-with-interpreters = Interpreters sit down, then principals; their pages or terminals wait. Nothing rings yet.
sheet-step-confirm = Each duty officer confirms. Whoever confirms first waits for the other.
sheet-step-ring = After the second confirmation both principals are rung at once; neither waits for the other.
sheet-step-planned-end = Planned end. Whoever hangs up ends it for both.
sheet-nobody-calls = Nobody calls.
sheet-down-wait = Wait a minute: both nodes try to reach each other by themselves.
sheet-down-telephone = Then { $caller }’s duty officer telephones { $other }’s. After five minutes without a call it is the other way round.
sheet-down-other = the other side
sheet-down-say-nothing-of-the-agenda = Say nothing of the agenda on that telephone: agree only whether to wait or to take another time.
sheet-down-another-time = Another time is agreed here once the line is back, on the contact’s page.
sheet-down-enter-held-outside = If the leaders speak by another telephone after all, each side enters it as held elsewhere.
sheet-contact = Contact { $id }, terms signed under { $record }
sheet-contact-unsigned = Contact { $id }, terms that nobody signed for both sides
