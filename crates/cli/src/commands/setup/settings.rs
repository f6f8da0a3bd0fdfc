//! side.toml as setup writes it: every setting with what it is for, those that aren't set as comments.

use node::runtime::push::PushSettings;

use crate::{
    home::SideFile,
    press_file::PressFile,
    push_file::PushFile,
    tls_file::{ACME_DIRECTORY_USUAL, TlsFile},
};

/// The settings as text that reads back to the same.
pub fn with_comments(side: &SideFile) -> String {
    let mut text = String::from(
        "# How this side's node runs. Changed while the node is stopped; read when it starts.\n\
         # `detente doctor` looks at what is here. Keys, name and routes aren't settings: they are signed.\n\n",
    );
    let mut say = |comment: &str, line: String| {
        for comment in comment.lines() {
            text.push_str("# ");
            text.push_str(comment);
            text.push('\n');
        }
        text.push_str(&line);
        text.push_str("\n\n");
    };
    let set = |name: &str, value: &dyn std::fmt::Display| format!("{name} = {}", quoted(value));
    let or_unset = |name: &str, value: Option<&dyn std::fmt::Display>, example: &str| match value {
        Some(value) => set(name, value),
        None => format!("# {name} = \"{example}\""),
    };
    say(
        "The side's public short name, as its credentials have it.",
        set("name", &side.name),
    );
    say(
        "TCP, HTTP without TLS: this machine's commands and a proxy. Usual: 127.0.0.1:7480.",
        set("http", &side.http),
    );
    say(
        "UDP, for the other side's node. Usual: port 7481. The credentials name a route to it.",
        set("line", &side.line),
    );
    say(
        "UDP, for media of this side's own devices. Usual: port 7482.",
        set("media", &side.media),
    );
    say(
        "Where devices reach `media`, where that is every address of this machine or behind address translation.",
        or_unset(
            "media_address",
            side.media_address
                .as_ref()
                .map(|it| it as &dyn std::fmt::Display),
            "192.0.2.10:7482",
        ),
    );
    say(
        "Where devices reach the HTTPS port (without TLS here: `http`) for media over TCP, where UDP is blocked.\n\
         Unset: that port at the address of `media`. Never a proxy that ends TLS.",
        or_unset(
            "media_tcp_address",
            side.media_tcp_address
                .as_ref()
                .map(|it| it as &dyn std::fmt::Display),
            "192.0.2.10:443",
        ),
    );
    say(
        "TCP, numbers for Prometheus; publish it to nobody. Usual: 127.0.0.1:7489.",
        set("metrics", &side.metrics),
    );
    say(
        "Where browsers and the press find this node. With https:// browsers are told never to come without TLS.",
        or_unset(
            "press_url",
            side.press_url
                .as_ref()
                .map(|it| it as &dyn std::fmt::Display),
            "https://desk.north.example",
        ),
    );
    if side.demo {
        say(
            "A demonstration: its keys guard nothing.",
            "demo = true".into(),
        );
    }
    text.push_str(
        "# Where TLS ends. by = \"files\": here, with a certificate from files; \"acme\": here, ordered by the node;\n\
         # \"proxy\": before the node, which passes `Host` and WebSockets on; \"none\": this machine alone comes.\n",
    );
    if let Some(tls) = &side.tls {
        text.push_str(&tls_text(tls));
    }
    text.push_str(&press_text(&side.press));
    text.push_str(&push_text(side.push.as_ref()));
    text
}

fn press_text(press: &PressFile) -> String {
    let line = |name: &str, value: &Option<String>, example: &str| match value {
        Some(value) => format!("{name} = {}\n", quoted(value)),
        None => format!("# {name} = \"{example}\"\n"),
    };
    [
        "\n# What the press site says of this side. Whose clocks it shows, own and other side's; unset: universal time.\n\
         [press]\n"
            .to_owned(),
        line("zone", &press.zone, "Europe/Moscow"),
        line("other_zone", &press.other_zone, "America/New_York"),
        "# How newsrooms reach the press service; shown to everybody. Unset: the site says that there is none.\n".to_owned(),
        line("office", &press.office, "press service of the leader"),
        line("address", &press.address, "1 Square, the capital"),
        line("mail", &press.mail, "press@north.example"),
        line("telephone", &press.telephone, "+1 555 010 0100"),
    ]
    .concat()
}

fn push_text(push: Option<&PushFile>) -> String {
    let said = push.cloned().unwrap_or_default();
    let set = |name: &str, value: Option<String>, example: &str| match value {
        Some(value) => format!("{name} = {value}\n"),
        None => format!("# {name} = {example}\n"),
    };
    let services = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        format!("[{}]", names.join(", "))
    };
    let usual = PushSettings::default().services;
    format!(
        "\n# People whose page is closed are rung through their browser's push service, if they turn that on. It learns\n\
         # that this node called that browser, and when; nothing else.\n{}\n\
         # Hosts that are asked; `*.` stands for any name below. services = [] turns it off.\n{}\
         # How they find whoever runs this node: mailto: or https:. Unset: press_url.\n{}\
         # PEM file with the authority of their TLS. Unset: this machine's authorities.\n{}\
         # Through which they are reached. Unset: without a proxy.\n{}",
        push.map_or("# [push]", |_| "[push]"),
        set(
            "services",
            said.services.as_deref().map(services),
            &services(&usual)
        ),
        set(
            "contact",
            said.contact.as_ref().map(|it| quoted(it)),
            "\"mailto:duty@north.example\""
        ),
        set(
            "authority",
            said.authority.as_ref().map(|it| quoted(&it.display())),
            "\"/etc/ssl/private-push.pem\""
        ),
        set(
            "proxy",
            said.proxy.as_ref().map(|it| quoted(it)),
            "\"http://proxy.north.example:3128\""
        ),
    )
}

fn tls_text(tls: &TlsFile) -> String {
    let unset = |by: &str| format!("[tls]\nby = \"{by}\"\n");
    match tls {
        TlsFile::None => unset("none"),
        TlsFile::Proxy => unset("proxy"),
        TlsFile::Files {
            address,
            certificate,
            key,
        } => format!(
            "[tls]\nby = \"files\"\n\
             # TCP of HTTPS. Usual: port 443.\naddress = {}\n\
             # The chain as PEM, the node's own certificate first, and its key. Renewed files are taken within\n\
             # seconds, without a restart. A path that isn't absolute begins at this folder.\n\
             certificate = {}\nkey = {}\n",
            quoted(address),
            quoted(&certificate.display()),
            quoted(&key.display()),
        ),
        TlsFile::Acme {
            address,
            contact,
            directory,
            cache,
            authority,
        } => {
            let path = |name: &str, path: &Option<std::path::PathBuf>, example: &str| match path {
                Some(path) => format!("{name} = {}", quoted(&path.display())),
                None => format!("# {name} = \"{example}\""),
            };
            format!(
                "[tls]\nby = \"acme\"\n\
                 # TCP of HTTPS. The directory looks at port 443 of the host in press_url (TLS-ALPN-01).\naddress = {}\n\
                 # Mail address that the directory is told; it writes there before a certificate ends.\ncontact = {}\n\
                 # Usual: {ACME_DIRECTORY_USUAL}. Whoever uses it accepts its terms.\ndirectory = {}\n\
                 # Folder of the account's and the certificate's keys. Unset: acme, beside this file.\n{}\n\
                 # PEM file with the authority of the directory's own TLS. Unset: this machine's authorities.\n{}\n",
                quoted(address),
                quoted(contact),
                quoted(directory),
                path("cache", cache, "acme"),
                path("authority", authority, "/etc/ssl/private-directory.pem"),
            )
        }
    }
}

/// As TOML writes a text.
fn quoted(value: &dyn std::fmt::Display) -> String {
    toml::Value::String(value.to_string()).to_string()
}
