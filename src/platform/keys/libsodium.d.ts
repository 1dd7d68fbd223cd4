/** The part of the raw library that is used; places and lengths are bytes in its memory. https://doc.libsodium.org */
declare module 'libsodium' {
  type Sodium = {
    readonly HEAPU8: Uint8Array<ArrayBuffer>
    _malloc(bytes: number): number
    _crypto_kdf_hkdf_sha256_expand(
      ...places: [out: number, outLength: number, use: number, useLength: number, key: number]
    ): number
    _crypto_aead_chacha20poly1305_ietf_encrypt(
      ...places: [
        box: number,
        boxLength: 0,
        plain: number,
        plainLength: number,
        lengthAbove: 0,
        context: number,
        contextLength: number,
        contextAbove: 0,
        none: 0,
        nonce: number,
        key: number,
      ]
    ): number
    _crypto_aead_chacha20poly1305_ietf_decrypt(
      ...places: [
        plain: number,
        plainLength: 0,
        none: 0,
        box: number,
        boxLength: number,
        lengthAbove: 0,
        context: number,
        contextLength: number,
        contextAbove: 0,
        nonce: number,
        key: number,
      ]
    ): number
  }
  export default function open(): Promise<Sodium>
}
