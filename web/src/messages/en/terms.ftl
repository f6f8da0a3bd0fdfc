# Words of the field, as the core names them. Used by every feature.
role-principal = Principal
role-sherpa = Sherpa (aide)
role-duty-officer = Duty officer
role-interpreter = Interpreter
role-note-taker = Note-taker
role-press-officer = Press officer
role-administrator = Administrator
role-security-officer = Security officer
role-archivist = Archivist

medium-phone-call = Phone call
medium-videoconference = Videoconference

phase-proposed = Proposed
phase-declined = Declined
phase-withdrawn = Withdrawn
phase-agreed = Agreed
phase-postponed = Postponed
phase-cancelled = Cancelled
phase-staging = Being staged
phase-staged = Both duty officers ready
phase-on-the-line = On the line
phase-ended = Ended
phase-reported-outside = Reported as held elsewhere
phase-held-outside = Held elsewhere

noun-contact = Contact
noun-track = Track
noun-round = Round of talks
noun-minutes = Minutes
noun-joint-statement = Joint statement
noun-paper = Paper
noun-exchange = Exchange of papers
noun-message = Message
noun-service-message = Service message
noun-silence-procedure = Silence procedure
noun-statement = Statement
noun-readout = Readout
noun-promise = Promised release
noun-task = Task
