//! The systemd unit of a node: started with the machine, started again when it fails, and allowed
//! nothing that a node doesn't do.

use std::path::{Path, PathBuf};

use super::{Answers, TlsAnswer};

/// Where an administrator puts the passphrase of the node's key; only root reads it there.
pub const PASSPHRASE: &str = "/etc/detente/passphrase";
/// Whom the package makes, and whom the service runs as.
const USER: &str = "detente";
/// Folders below it are made by systemd itself.
const STATE: &str = "/var/lib";
/// Ports below it are root's, unless a service is given them.
const PORT_OF_EVERYBODY: u16 = 1_024;

/// Where the package puts its unit.
const PACKAGED: &str = "/usr/lib/systemd/system/detente.service";

/// Whether this machine has a unit already that starts the node of this folder.
pub fn is_packaged(dir: &Path) -> bool {
    dir == Unit::packaged().dir && Path::new(PACKAGED).exists()
}

/// What differs from unit to unit.
#[derive(Debug, Clone)]
pub struct Unit {
    pub name: String,
    pub program: PathBuf,
    pub dir: PathBuf,
    pub takes_low_ports: bool,
}

impl Unit {
    pub fn of(answers: &Answers, dir: &Path) -> Self {
        let ports = answers.ports;
        let https = match answers.tls {
            TlsAnswer::Files { .. } | TlsAnswer::Acme { .. } => Some(ports.https),
            TlsAnswer::None | TlsAnswer::Proxy => None,
        };
        let all = [ports.http, ports.line, ports.media, ports.metrics];
        Self {
            name: answers.name.clone(),
            program: std::env::current_exe().unwrap_or_else(|_| "/usr/bin/detente".into()),
            dir: dir.to_owned(),
            takes_low_ports: all
                .into_iter()
                .chain(https)
                .any(|port| port < PORT_OF_EVERYBODY),
        }
    }

    /// The package's: the usual folder, any port.
    pub fn packaged() -> Self {
        Self {
            name: "this side".into(),
            program: "/usr/bin/detente".into(),
            dir: Path::new(STATE).join(USER),
            takes_low_ports: true,
        }
    }

    pub fn text(&self) -> String {
        let dir = self.dir.display().to_string();
        let folder = match self.dir.strip_prefix(STATE) {
            Ok(below) if below.components().count() > 0 => format!(
                "StateDirectory={}\nStateDirectoryMode=0700",
                quoted(&below.display().to_string())
            ),
            Ok(_) | Err(_) => format!("ReadWritePaths={}", quoted(&dir)),
        };
        let ports = match self.takes_low_ports {
            true => {
                "# Ports below 1024, and no other right of root.\nAmbientCapabilities=CAP_NET_BIND_SERVICE\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE"
            }
            false => "CapabilityBoundingSet=\nPrivateUsers=yes",
        };
        // A folder of somebody's home must stay in sight.
        let home = match self.dir.starts_with("/home") || self.dir.starts_with("/root") {
            true => "ProtectHome=tmpfs\nBindPaths=".to_owned() + &quoted(&dir),
            false => "ProtectHome=yes".to_owned(),
        };
        format!(
            "# Written by `detente setup`.\n\
             [Unit]\n\
             Description=Détente node of {name}\n\
             Wants=network-online.target\n\
             After=network-online.target time-sync.target\n\
             \n\
             [Service]\n\
             Type=exec\n\
             User={USER}\n\
             Group={USER}\n\
             # The passphrase of the node's key is root's file; the service reads a copy that nobody else sees.\n\
             LoadCredential=passphrase:{PASSPHRASE}\n\
             ExecStart={program} --passphrase-file %d/passphrase node run --config {config}\n\
             Restart=on-failure\n\
             RestartSec=2\n\
             # It says goodbye to the other node.\n\
             KillSignal=SIGTERM\n\
             TimeoutStopSec=20\n\
             UMask=0077\n\
             LimitNOFILE=4096\n\
             LimitCORE=0\n\
             {folder}\n\
             {ports}\n\
             NoNewPrivileges=yes\n\
             ProtectSystem=strict\n\
             {home}\n\
             PrivateTmp=yes\n\
             PrivateDevices=yes\n\
             ProtectClock=yes\n\
             ProtectHostname=yes\n\
             ProtectKernelLogs=yes\n\
             ProtectKernelModules=yes\n\
             ProtectKernelTunables=yes\n\
             ProtectControlGroups=yes\n\
             ProtectProc=invisible\n\
             ProcSubset=pid\n\
             RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK\n\
             RestrictNamespaces=yes\n\
             RestrictRealtime=yes\n\
             RestrictSUIDSGID=yes\n\
             RemoveIPC=yes\n\
             LockPersonality=yes\n\
             MemoryDenyWriteExecute=yes\n\
             SystemCallArchitectures=native\n\
             SystemCallFilter=@system-service\n\
             SystemCallFilter=~@privileged @resources\n\
             SystemCallErrorNumber=EPERM\n\
             \n\
             [Install]\n\
             WantedBy=multi-user.target\n",
            name = self.name.replace('%', "%%"),
            program = quoted(&self.program.display().to_string()),
            config = quoted(&self.dir.join("side.toml").display().to_string()),
        )
    }
}

/// A word of a command line.
fn quoted(text: &str) -> String {
    let text = text.replace('%', "%%");
    match text.contains([' ', '"', '\'', '\\', '$']) {
        true => format!(
            "\"{}\"",
            text.replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('$', "$$")
        ),
        false => text,
    }
}
