"""Reads letters with Python's email package and the calendars in them with icalendar; tells it as JSON."""

import email
import email.policy
import json
import pathlib
import sys

from icalendar import Calendar


def calendar_of(part):
    text = part.get_content()
    calendar = Calendar.from_ical(text if isinstance(text, str) else text.decode())
    event = next(iter(calendar.walk("VEVENT")))
    return {
        "header_method": part["Content-Type"].params.get("method"),
        "charset": part["Content-Type"].params.get("charset"),
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "organizer": str(event["ORGANIZER"]),
        "attendee": str(event["ATTENDEE"]),
        "start": event.decoded("DTSTART").isoformat(),
    }


def letter(path):
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    calendars = [part for part in parts if part.get_content_type() == "text/calendar"]
    texts = [part for part in parts if part.get_content_type() == "text/plain"]
    return {
        "from": message["From"],
        "to": message["To"],
        "subject": message["Subject"],
        "id": message["Message-ID"],
        "date": message["Date"],
        "type": message.get_content_type(),
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "text": "".join(part.get_content() for part in texts),
        "calendar": calendar_of(calendars[0]) if calendars else None,
    }


letters = sorted(pathlib.Path(sys.argv[1]).glob("*.eml"))
print(json.dumps([letter(path) for path in letters]))
