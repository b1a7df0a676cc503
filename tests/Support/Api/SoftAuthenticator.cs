using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EksGrader.Tests.Support.Api;

/// <summary>An authenticator and the browser before it, in software (W3C Web Authentication Level 3): one passkey, ES256, no attestation.</summary>
public sealed class SoftAuthenticator : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(16);
    private byte[] userHandle = [];
    private uint count;

    /// <summary>Makes the passkey that the options ask for; what <c>JSON.stringify(credential)</c> says.</summary>
    public string Create(string options, string origin)
    {
        var asked = JsonElement.Parse(options);
        userHandle = Base64Url.DecodeFromChars(asked.GetProperty("user").GetProperty("id").GetString());
        var clientData = ClientData("webauthn.create", asked, origin);
        byte[] authenticatorData = [.. Head(asked.GetProperty("rp").GetProperty("id").GetString(), flags: 0x45), .. new byte[16], 0, (byte)id.Length, .. id, .. Cose()];
        byte[] attestation =
        [
            0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), 0x58, (byte)authenticatorData.Length, .. authenticatorData,
        ];
        return JsonSerializer.Serialize(new
        {
            id = Base64Url.EncodeToString(id),
            rawId = Base64Url.EncodeToString(id),
            type = "public-key",
            clientExtensionResults = new { },
            response = new { clientDataJSON = Base64Url.EncodeToString(clientData), attestationObject = Base64Url.EncodeToString(attestation), transports = (string[])["internal"] },
        });
    }

    /// <summary>Signs in with the passkey.</summary>
    public string Get(string options, string origin)
    {
        var asked = JsonElement.Parse(options);
        var clientData = ClientData("webauthn.get", asked, origin);
        var authenticatorData = Head(asked.GetProperty("rpId").GetString(), flags: 0x05);
        var signature = key.SignData([.. authenticatorData, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return JsonSerializer.Serialize(new
        {
            id = Base64Url.EncodeToString(id),
            rawId = Base64Url.EncodeToString(id),
            type = "public-key",
            clientExtensionResults = new { },
            response = new
            {
                clientDataJSON = Base64Url.EncodeToString(clientData),
                authenticatorData = Base64Url.EncodeToString(authenticatorData),
                signature = Base64Url.EncodeToString(signature),
                userHandle = Base64Url.EncodeToString(userHandle),
            },
        });
    }

    public void Dispose() => key.Dispose();

    private static byte[] ClientData(string type, JsonElement asked, string origin) =>
        JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = asked.GetProperty("challenge").GetString(), origin, crossOrigin = false });

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];

    // Who is asked, what was done (present, verified, a new credential), how often.
    private byte[] Head(string? host, byte flags)
    {
        var head = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(host ?? "")).CopyTo(head, 0);
        head[32] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(33), ++count);
        return head;
    }

    // { 1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y }, RFC 9053.
    private byte[] Cose()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X ?? [], 0x22, 0x58, 0x20, .. point.Y ?? []];
    }
}
