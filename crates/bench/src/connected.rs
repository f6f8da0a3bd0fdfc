//! Calls between two nodes as they run, with their floors open, set up by the nodes' own way in. What
//! devices say to each other is any bytes here: nodes order and carry it and never open it.

use crate::records::{all_receipted, node, pin, post};
use crate::sides::{Device, Side};
use crate::voices::{Ledgers, Listening, Offering, Voice};
use anyhow::{Context, bail};
use domain::{Record, SubjectId};
use identity::{Hash32, Role, RoleSet, sha256};
use node::app::calls::roster_hash;
use node::runtime::{Clock, DeviceStream, Running};
use std::time::Duration;
use wire::{CallEnvelope, CommitBody, GroupId, JoinBody, RosterMember, ToDevice, ToNode};

const PATIENCE: Duration = Duration::from_secs(30);
/// Lengths as the one suite makes them for two.
const KEY_PACKAGE_BYTES: usize = 2_700;
const COMMIT_BYTES: usize = 3_000;
const WELCOME_BYTES: usize = 6_000;
const GROUP: GroupId = GroupId(1);

/// Calls of two devices, one of each side.
pub struct Calls {
    /// Of call and side, in this order: their packets are the streams of the ledgers.
    pub voices: Vec<Listening<Voice>>,
    _streams: Vec<DeviceStream>,
    nodes: [Running; 2],
    _dir: tempfile::TempDir,
}

/// A device on its way into a call.
struct Joining<'a> {
    node: &'a Running,
    device: &'a Device,
    contact: SubjectId,
    /// The first of a roster commits.
    commits: bool,
    roster: Option<Hash32>,
    stream: DeviceStream,
    offering: Option<Offering>,
    voice: Option<Listening<Voice>>,
}

impl Calls {
    pub async fn begin(count: u32, ledgers: &Ledgers) -> anyhow::Result<Self> {
        let dir = tempfile::tempdir()?;
        let sides = [Side::new(1), Side::new(2)];
        let nodes = [
            node(dir.path(), &sides[0]).await?,
            node(dir.path(), &sides[1]).await?,
        ];
        pin(&nodes[0], &sides[1], &nodes[1]).await?;
        pin(&nodes[1], &sides[0], &nodes[0]).await?;
        let unix_ms = Clock::real().now().unix_ms;
        // In all roles: who did what isn't measured.
        let roles = [Role::Sherpa, Role::DutyOfficer, Role::Principal];
        let roles = roles.into_iter().fold(RoleSet::empty(), RoleSet::with);
        let devices = [0, 1].map(|side: usize| {
            let numbers = 0..count;
            let devices = numbers.map(|number| sides[side].device(number));
            let papers = devices.map(|device| {
                let signed = sides[side].accreditation_as(roles, &device, unix_ms);
                (device, signed)
            });
            papers.collect::<Vec<_>>()
        });
        for (node, papers) in nodes.iter().zip(&devices) {
            for (_, signed) in papers {
                let signed = signed.clone();
                let written = node
                    .handle
                    .call(move |core, now| core.post_accreditation(now, &signed));
                let written = written.await?;
                written.map_err(|error| anyhow::anyhow!("{error:?}"))?;
            }
        }
        everywhere(&nodes).await.context("accreditations")?;
        let [of_north, of_south] = &devices;
        let proposals: Vec<Record> = (0..)
            .zip(of_north)
            .map(|(number, (device, _))| device.proposal(number, unix_ms))
            .collect();
        let write = async |side: usize, what: &dyn Fn(&Device, &Record) -> Record| {
            for ((device, _), proposal) in devices[side].iter().zip(&proposals) {
                let record = what(device, proposal);
                post(&nodes[side], device, record.bytes().to_vec()).await?;
            }
            everywhere(&nodes).await
        };
        write(0, &|_, proposal| proposal.clone()).await?;
        write(1, &|device, proposal| device.acceptance(proposal, unix_ms)).await?;
        for side in [0, 1] {
            write(side, &|device, proposal| {
                device.confirmation(proposal, unix_ms)
            })
            .await?;
        }
        let (mut voices, mut streams) = (Vec::new(), Vec::new());
        for (call, proposal) in proposals.iter().enumerate() {
            let contact = proposal.header.subject;
            let north = Joining::begin(&nodes[0], &of_north[call], contact, true).await?;
            let south = Joining::begin(&nodes[1], &of_south[call], contact, false).await?;
            let both = async {
                tokio::try_join!(
                    north.until_floor(2 * call, ledgers),
                    south.until_floor(2 * call + 1, ledgers)
                )
            };
            let both = tokio::time::timeout(PATIENCE, both).await;
            let (north, south) = both.with_context(|| format!("call {call} has no floor"))??;
            for (voice, stream) in [north, south] {
                voices.push(voice);
                streams.push(stream);
            }
        }
        Ok(Self {
            voices,
            _streams: streams,
            nodes,
            _dir: dir,
        })
    }

    pub async fn stop(self) -> anyhow::Result<()> {
        drop(self.voices);
        for node in self.nodes {
            node.stop().await?;
        }
        Ok(())
    }
}

async fn everywhere(nodes: &[Running; 2]) -> anyhow::Result<()> {
    for node in nodes {
        all_receipted(node).await?;
    }
    Ok(())
}

impl<'a> Joining<'a> {
    async fn begin(
        node: &'a Running,
        (device, accreditation): &'a (Device, Vec<u8>),
        contact: SubjectId,
        commits: bool,
    ) -> anyhow::Result<Self> {
        let stream = node.handle.device_opened(device.id()).await;
        let offering = Offering::new()?;
        let joining = Self {
            node,
            device,
            contact,
            commits,
            roster: None,
            stream: stream.context("the node is gone")?,
            offering: None,
            voice: None,
        };
        let join = CallEnvelope::Join(JoinBody {
            contact,
            side: device.side(),
            accreditation: accreditation.clone(),
            key_package: vec![7; KEY_PACKAGE_BYTES],
            group: GROUP,
        });
        let join = ToNode::Join {
            contact,
            envelope: device.envelope(&join),
            offer_sdp: offering.endpoint.offer().to_owned(),
        };
        joining.say(join).await?;
        Ok(Self {
            offering: Some(offering),
            ..joining
        })
    }

    async fn say(&self, message: ToNode) -> anyhow::Result<()> {
        let id = self.device.id();
        let said = self
            .node
            .handle
            .call(move |core, now| core.device_message(now, id, message));
        Ok(said.await?)
    }

    /// Does what the node asks for until the floor opens.
    async fn until_floor(
        mut self,
        stream: usize,
        ledgers: &Ledgers,
    ) -> anyhow::Result<(Listening<Voice>, DeviceStream)> {
        loop {
            let message = self.stream.next().await.context("thrown out")?;
            match ToDevice::decode(&message)? {
                ToDevice::Joined { answer_sdp, .. } => {
                    let offering = self.offering.take().context("answered twice")?;
                    self.voice = Some(offering.answered(&answer_sdp, stream, ledgers)?);
                }
                ToDevice::Roster { call, members, .. } if members.len() == 2 => {
                    if self.commits && self.roster.is_none() {
                        self.commit(call, &members).await?;
                    }
                    self.roster = Some(roster_hash(&members));
                }
                ToDevice::Ordered { order, .. } => {
                    let roster = self.roster.context("an order before its roster")?;
                    self.say(ToNode::Ready {
                        call: order.call,
                        group: order.group,
                        epoch: order.epoch + 1,
                        roster,
                    })
                    .await?;
                }
                ToDevice::FloorOpens { .. } => {
                    let voice = self.voice.context("a floor before an answer")?;
                    return Ok((voice, self.stream));
                }
                ToDevice::Refused { why, .. } => bail!("refused: {why}"),
                ToDevice::Ended { reason, .. } => bail!("ended: {reason:?}"),
                _ => {}
            }
        }
    }

    async fn commit(&self, call: domain::CallId, members: &[RosterMember]) -> anyhow::Result<()> {
        let others = members.iter().filter(|one| one.device != self.device.id());
        let commit = CallEnvelope::Commit(CommitBody {
            call,
            group: GROUP,
            epoch: 0,
            commit: vec![7; COMMIT_BYTES],
            welcome: vec![7; WELCOME_BYTES],
            adds: others.map(|one| Hash32(sha256(&one.join))).collect(),
            removes: Vec::new(),
        });
        let envelope = self.device.envelope(&commit);
        self.say(ToNode::Commit(envelope))
            .await
            .with_context(|| format!("the first commit of {}", self.contact))
    }
}
