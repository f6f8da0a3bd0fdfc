# What stands against an act.
warning-this-one = the new one
warning-start-past = It is in the past already.
warning-order = { $first } isn’t over before { $second } begins, as a track wants it.
warning-same-time = { $one } and { $other } are at the same time.
warning-circle = Each of these must come before the next: { $all }.
warning-person-elsewhere = { $person } takes part in { $other } then.
warning-holiday = { $side }: { $holiday }
warning-contradiction = { $fact }: the text says { $claimed }; signed was { $signed }.
warning-still-waits = { $subject } still waits for somebody.
warning-last-security-officer = This is the last security officer: from then on nobody accredits or revokes.
