//! The five questions, and what each answer must be.

use node::runtime::tls::read_certificate;
use serde::Deserialize;
use std::{
    fmt,
    io::{self, IsTerminal, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs},
    path::{Path, PathBuf},
    str::FromStr,
};

use crate::{
    CliError, Context, Questions,
    api::is_localhost,
    commands::side::InitArgs,
    home::{Home, SideFile, read_toml},
    press_file::PressFile,
    tls_file::{ACME_DIRECTORY_USUAL, TlsFile},
};

/// Longest name of a host (RFC 1035), and of one label of it.
pub const HOST_BYTES_MAX: usize = 253;
pub const HOST_LABEL_BYTES_MAX: usize = 63;

/// Longest name of a side; a charter with a longer one isn't signed.
pub const NAME_BYTES_MAX: usize = 64;

/// Ports that hardly anybody has a reason to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ports {
    pub https: u16,
    pub http: u16,
    pub line: u16,
    pub media: u16,
    pub metrics: u16,
}

impl Default for Ports {
    fn default() -> Self {
        Self {
            https: 443,
            http: 7480,
            line: 7481,
            media: 7482,
            metrics: 7489,
        }
    }
}

/// Where TLS ends, as it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsAnswer {
    None,
    Proxy,
    Files { certificate: PathBuf, key: PathBuf },
    Acme { contact: String },
}

impl FromStr for TlsAnswer {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["none"] => Ok(Self::None),
            ["proxy"] => Ok(Self::Proxy),
            ["files", certificate, key] => Ok(Self::Files {
                certificate: certificate.into(),
                key: key.into(),
            }),
            ["acme", contact] => match contact.split_once('@') {
                Some((person, host)) if !person.is_empty() && !host.is_empty() => Ok(Self::Acme {
                    contact: (*contact).to_owned(),
                }),
                Some(_) | None => Err(format!(
                    "`{contact}` is no mail address, and the directory wants one of whoever answers for the certificate"
                )),
            },
            _ => Err("it is one of: none, proxy, files CHAIN.pem KEY.pem, acme MAIL".into()),
        }
    }
}

impl fmt::Display for TlsAnswer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => out.write_str("none"),
            Self::Proxy => out.write_str("proxy"),
            Self::Files { certificate, key } => {
                write!(out, "files {} {}", certificate.display(), key.display())
            }
            Self::Acme { contact } => write!(out, "acme {contact}"),
        }
    }
}

/// All that was answered, and fits together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    pub name: String,
    pub host: String,
    pub address: IpAddr,
    pub tls: TlsAnswer,
    pub folder: PathBuf,
    pub ports: Ports,
}

/// The same as a file has it; what isn't there is asked for nowhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersFile {
    name: String,
    host: String,
    address: Option<String>,
    tls: Option<String>,
    folder: Option<PathBuf>,
    #[serde(default)]
    ports: Ports,
}

impl Answers {
    fn is_local(&self) -> bool {
        is_localhost(&self.host)
    }

    /// How the side is founded.
    pub fn init(&self, dir: &Path) -> InitArgs {
        let bound = match self.address {
            address if address.is_loopback() => address,
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let told = |port| SocketAddr::new(self.address, port);
        let here = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        // A proxy may stand on another machine; otherwise the name outlives the address.
        let route = match self.tls {
            TlsAnswer::Files { .. } | TlsAnswer::Acme { .. } if !self.is_local() => {
                format!("{}:{}", self.host, self.ports.line)
            }
            TlsAnswer::None
            | TlsAnswer::Proxy
            | TlsAnswer::Files { .. }
            | TlsAnswer::Acme { .. } => told(self.ports.line).to_string(),
        };
        InitArgs {
            dir: Some(dir.to_owned()),
            name: self.name.clone(),
            http: here(self.ports.http),
            line: SocketAddr::new(bound, self.ports.line),
            media: SocketAddr::new(bound, self.ports.media),
            media_address: (!self.address.is_loopback()).then(|| told(self.ports.media)),
            media_tcp_address: None,
            metrics: here(self.ports.metrics),
            route: vec![route],
            press_url: Some(self.public_url()),
            second_passphrase_file: None,
        }
    }

    fn public_url(&self) -> String {
        match (&self.tls, self.ports.https) {
            (TlsAnswer::None, _) => format!("http://{}:{}", self.host, self.ports.http),
            (TlsAnswer::Proxy, _) | (_, 443) => format!("https://{}", self.host),
            (TlsAnswer::Files { .. } | TlsAnswer::Acme { .. }, port) => {
                format!("https://{}:{port}", self.host)
            }
        }
    }

    /// side.toml, with what founding alone doesn't know.
    pub fn settings(&self, init: &InitArgs) -> SideFile {
        let bound = match self.address {
            address if address.is_loopback() => address,
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let address = SocketAddr::new(bound, self.ports.https);
        SideFile {
            name: self.name.clone(),
            http: init.http,
            line: init.line,
            media: init.media,
            media_address: init.media_address,
            media_tcp_address: init.media_tcp_address,
            metrics: init.metrics,
            press_url: init.press_url.clone(),
            press: PressFile::default(),
            demo: false,
            tls: Some(match &self.tls {
                TlsAnswer::None => TlsFile::None,
                TlsAnswer::Proxy => TlsFile::Proxy,
                TlsAnswer::Files { certificate, key } => TlsFile::Files {
                    address,
                    certificate: certificate.clone(),
                    key: key.clone(),
                },
                TlsAnswer::Acme { contact } => TlsFile::Acme {
                    address,
                    contact: contact.clone(),
                    directory: ACME_DIRECTORY_USUAL.into(),
                    cache: None,
                    authority: None,
                },
            }),
            push: None,
        }
    }
}

pub fn side_exists(dir: &Path) -> CliError {
    CliError::usage(
        "side-exists",
        format!("there is a side in {} already", dir.display()),
        "name another folder; --replace-settings writes its settings anew and keeps its keys",
    )
}

/// Reads a file of answers, and checks them as if they were typed.
pub fn of_file(context: &Context, path: &Path, replaces: bool) -> Result<Answers, CliError> {
    let file: AnswersFile = read_toml(path)?;
    let wrong = |what: &str| {
        let what = what.to_owned();
        move |cause: String| {
            CliError::usage(
                "answer",
                format!("{what}: {cause}"),
                "correct it in the file of answers; `detente setup --help` shows one",
            )
        }
    };
    let name = check_name(&file.name).map_err(wrong("name"))?;
    let host = check_host(&file.host).map_err(wrong("host"))?;
    let address = match &file.address {
        Some(text) => text.clone(),
        None => address_usual(&host).unwrap_or_default(),
    };
    let address = check_address(&address, &host).map_err(wrong("address"))?;
    let tls = match &file.tls {
        Some(text) => text.clone(),
        None => tls_usual(&host).unwrap_or_default().to_owned(),
    };
    let tls = check_tls(
        &tls,
        &host,
        address,
        file.ports.https,
        context.now_unix_ms(),
    )
    .map_err(wrong("tls"))?;
    let folder = file.folder.unwrap_or_else(|| context.dir.clone());
    let folder = check_folder(&folder, replaces).map_err(wrong("folder"))?;
    check_ports(&file.ports).map_err(wrong("ports"))?;
    Ok(Answers {
        name,
        host,
        address,
        tls,
        folder,
        ports: file.ports,
    })
}

/// Asks on the terminal; a wrong answer is asked again.
pub fn ask(context: &Context, replaces: bool) -> Result<Answers, CliError> {
    if context.questions == Questions::Never || !io::stdin().is_terminal() {
        return Err(CliError::usage(
            "answers-wanted",
            "five questions are asked, and nobody can be asked here",
            "run it on a terminal, or use --answers FILE; `detente setup --help` shows such a file",
        ));
    }
    context.note("Five questions; Enter takes what stands in brackets. Nothing is written before the last.\n");
    let name = question(
        "1. Name of this side, as the other side will read it",
        None,
        check_name,
    )?;
    let host = question(
        "2. Host name at which browsers find this node, a name of its own (localhost: practice on this machine)",
        Some("localhost"),
        check_host,
    )?;
    let address = question(
        "3. IP address at which the other side's node and your own devices reach this machine",
        address_usual(&host).as_deref(),
        |text| check_address(text, &host),
    )?;
    let ports = Ports::default();
    let tls = question(
        "4. Where TLS ends: `acme MAIL` (the node orders a certificate), `files CHAIN.pem KEY.pem`, `proxy` before the node, `none` on this machine alone",
        tls_usual(&host),
        |text| check_tls(text, &host, address, ports.https, context.now_unix_ms()),
    )?;
    let folder = context.dir.display().to_string();
    let folder = question("5. Folder for keys and records", Some(&folder), |text| {
        check_folder(Path::new(text), replaces)
    })?;
    check_ports(&ports).map_err(|cause| {
        CliError::usage(
            "answer",
            cause,
            "stop what holds the port, or name another in a file of answers",
        )
    })?;
    Ok(Answers {
        name,
        host,
        address,
        tls,
        folder,
        ports,
    })
}

fn question<T>(
    text: &str,
    usual: Option<&str>,
    check: impl Fn(&str) -> Result<T, String>,
) -> Result<T, CliError> {
    let broken = |error: io::Error| CliError::failed("terminal", error, "or use --answers FILE");
    let mut terminal = io::stderr();
    loop {
        let usual_shown = usual.map_or_else(String::new, |usual| format!(" [{usual}]"));
        write!(terminal, "{text}{usual_shown}: ").map_err(broken)?;
        terminal.flush().map_err(broken)?;
        let mut line = String::new();
        if io::stdin().read_line(&mut line).map_err(broken)? == 0 {
            return Err(CliError::usage(
                "answers-wanted",
                "the terminal ended before the last question; nothing was written",
                "run it again",
            ));
        }
        let answer = match line.trim() {
            "" => usual.unwrap_or_default(),
            answer => answer,
        };
        match check(answer) {
            Ok(answer) => return Ok(answer),
            Err(cause) => writeln!(terminal, "   {cause}").map_err(broken)?,
        }
    }
}

pub(super) fn check_name(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("a side has a name".into());
    }
    let length = text.len();
    if length > NAME_BYTES_MAX {
        return Err(format!(
            "a name has at most {} bytes, this one has {length}",
            NAME_BYTES_MAX
        ));
    }
    if text.chars().any(char::is_control) {
        return Err("a name has no control characters".into());
    }
    // A unit's line would go on after it.
    if text.ends_with('\\') {
        return Err("a name doesn't end in a backslash".into());
    }
    Ok(text.to_owned())
}

pub(super) fn check_host(text: &str) -> Result<String, String> {
    let host = text.trim().trim_end_matches('.').to_ascii_lowercase();
    if host.is_empty() {
        return Err("a host name is wanted, such as desk.north.example".into());
    }
    if host.contains("://") || host.contains('/') {
        return Err("name the host alone, without https:// and without a path".into());
    }
    if host.parse::<IpAddr>().is_ok() {
        return Err(
            "browsers keep keys for a name, and certificates are of names: give the address one"
                .into(),
        );
    }
    if host.contains(':') {
        return Err(
            "name the host alone; ports have their usual numbers, a file of answers has others"
                .into(),
        );
    }
    if host.len() > HOST_BYTES_MAX {
        return Err(format!("a host name has at most {HOST_BYTES_MAX} bytes"));
    }
    let fits = |label: &str| {
        (1..=HOST_LABEL_BYTES_MAX).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if !host.split('.').all(fits) {
        return Err(format!(
            "`{host}` is no host name: letters, digits and - between dots, each part at most {HOST_LABEL_BYTES_MAX}"
        ));
    }
    Ok(host)
}

pub(super) fn check_address(text: &str, host: &str) -> Result<IpAddr, String> {
    let address: IpAddr = text.trim().parse().map_err(|_| {
        "an IP address is wanted, such as 192.0.2.10: media goes to an address, not to a name"
            .to_owned()
    })?;
    if address.is_unspecified() || address.is_multicast() {
        return Err(format!("nobody can send to {address}"));
    }
    match (address.is_loopback(), is_localhost(host)) {
        (true, false) => Err(format!(
            "{address} is this machine to itself: nobody else reaches it there"
        )),
        (true, true) | (false, _) => Ok(address),
    }
}

pub(super) fn check_tls(
    text: &str,
    host: &str,
    address: IpAddr,
    port: u16,
    now_unix_ms: i64,
) -> Result<TlsAnswer, String> {
    let answer: TlsAnswer = text.parse()?;
    match &answer {
        TlsAnswer::None if !is_localhost(host) => Err(format!(
            "others come to {host}, and without TLS passers-by read their sessions"
        )),
        TlsAnswer::Acme { .. } if is_localhost(host) => {
            Err(format!("no directory gives a certificate to {host}"))
        }
        TlsAnswer::None | TlsAnswer::Proxy => Ok(answer),
        TlsAnswer::Acme { .. } => https_port_is_free(address, port).map(|()| answer),
        TlsAnswer::Files { certificate, key } => {
            let (certificate, key) = (absolute(certificate)?, absolute(key)?);
            let (_, looked_at) =
                read_certificate(&certificate, &key, host).map_err(|error| error.to_string())?;
            if let Some(objection) = looked_at.objection(host, now_unix_ms) {
                return Err(objection);
            }
            https_port_is_free(address, port)?;
            Ok(TlsAnswer::Files { certificate, key })
        }
    }
}

fn absolute(path: &Path) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// A port that this user may not have is the service's affair, which may.
fn https_port_is_free(address: IpAddr, port: u16) -> Result<(), String> {
    let bound = match address {
        address if address.is_loopback() => address,
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    match TcpListener::bind((bound, port)) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(format!(
            "port {port} is held by something else; `ss -lntp` names it: stop it, or let it be the proxy"
        )),
        Ok(_) | Err(_) => Ok(()),
    }
}

pub(super) fn check_folder(path: &Path, replaces: bool) -> Result<PathBuf, String> {
    if path.as_os_str().is_empty() {
        return Err("a folder is wanted".into());
    }
    if path.to_string_lossy().chars().any(char::is_control) {
        return Err("a folder's name has no control characters".into());
    }
    let path = absolute(path)?;
    if path.exists() && !path.is_dir() {
        return Err(format!("{} is no folder", path.display()));
    }
    match (Home::at(&path).has_side(), replaces) {
        (true, false) => Err(format!(
            "there is a side in {} already; another folder, or --replace-settings",
            path.display()
        )),
        (false, true) => Err(format!(
            "there is no side in {} whose settings could be replaced",
            path.display()
        )),
        (true, true) | (false, false) => Ok(path),
    }
}

/// Names of unequal things may not be the same number, where they are the same kind of port.
pub(super) fn check_ports(ports: &Ports) -> Result<(), String> {
    let tcp = [ports.https, ports.http, ports.metrics];
    let udp = [ports.line, ports.media];
    if tcp.iter().chain(&udp).any(|port| *port == 0) {
        return Err("a port has a number other than 0".into());
    }
    let doubled = |ports: &[u16]| (1..ports.len()).any(|at| ports[..at].contains(&ports[at]));
    if doubled(&tcp) || doubled(&udp) {
        return Err("two ports have the same number".into());
    }
    Ok(())
}

fn address_usual(host: &str) -> Option<String> {
    if is_localhost(host) {
        return Some(Ipv4Addr::LOCALHOST.to_string());
    }
    let found = (host, 0).to_socket_addrs().ok()?;
    let fits = |address: &IpAddr| !address.is_loopback();
    let mut addresses: Vec<IpAddr> = found.map(|found| found.ip()).filter(fits).collect();
    addresses.sort_by_key(IpAddr::is_ipv6);
    addresses.first().map(ToString::to_string)
}

fn tls_usual(host: &str) -> Option<&'static str> {
    is_localhost(host).then_some("none")
}
