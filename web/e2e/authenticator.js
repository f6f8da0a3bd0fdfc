// An authenticator that Chromium plays itself, by its own protocol (CDP `WebAuthn`): a platform's, with its user verified or not.

/** @typedef {import('playwright-core').CDPSession} Wire */

export class Authenticator {
  /** @param {Wire} wire @param {string} id */
  constructor(wire, id) {
    this.wire = wire
    this.id = id
  }

  /** From now on this page has this authenticator and no other. @param {import('playwright-core').Page} page */
  static async plugged_into(page) {
    const wire = await page.context().newCDPSession(page)
    await wire.send('WebAuthn.enable', { enableUI: false })
    const { authenticatorId } = await wire.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return new Authenticator(wire, authenticatorId)
  }

  /** Whether whoever holds it passes. @param {boolean} passes */
  async verifies(passes) {
    await this.wire.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified: passes })
  }

  async held() {
    const { credentials } = await this.wire.send('WebAuthn.getCredentials', { authenticatorId: this.id })
    return credentials
  }

  /** The same keys with a counter of before: as a copy would have it. */
  async counts_back() {
    const [first] = await this.held()
    if (first === undefined) throw new Error('it holds no key')
    await this.wire.send('WebAuthn.removeCredential', { authenticatorId: this.id, credentialId: first.credentialId })
    await this.wire.send('WebAuthn.addCredential', { authenticatorId: this.id, credential: { ...first, signCount: 0 } })
  }

  async unplug() {
    await this.wire.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.id })
  }
}
