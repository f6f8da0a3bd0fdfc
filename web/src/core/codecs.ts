/** These codecs and no others, in this order, as far as the browser has them. */
export function prefer(transceiver: RTCRtpTransceiver, kind: 'audio' | 'video', wanted: string[]): void {
  const known = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? []
  const chosen = wanted.flatMap((type) => known.filter((codec) => codec.mimeType.toLowerCase() === type))
  if (chosen.length > 0) transceiver.setCodecPreferences(chosen)
}
