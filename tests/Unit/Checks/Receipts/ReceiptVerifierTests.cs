using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EksGrader.Checks.Receipts;

namespace EksGrader.Tests.Unit.Checks.Receipts;

public sealed class ReceiptVerifierTests : IDisposable
{
    private readonly ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private ReceiptKey Key => ReceiptKey.Of(pair);

    private string Document => ReceiptSignature.Sign(Receipts.Sample, pair);

    public void Dispose() => pair.Dispose();

    [Fact]
    public void Receipt_AsItWasSigned_IsGenuine_AndSaysTheSame()
    {
        var genuine = Assert.IsType<ReceiptCheck.Genuine>(Verify(Document));
        Assert.Equal(Key.Kid, genuine.Kid);
        Assert.Equivalent(Receipts.Sample, genuine.Receipt, strict: true);
    }

    // Each signing draws another number, so signatures differ; what they sign does not.
    [Fact]
    public void Payload_OfTheSameFacts_IsTheSameBytes()
    {
        var (one, other) = (Document, Document);
        Assert.Equal(Part(one, "payload"), Part(other, "payload"));
        Assert.NotEqual(Part(one, "signature"), Part(other, "signature"));
    }

    [Fact]
    public void Receipt_IsAJwsThatOthersVerify()
    {
        // By RFC 7515 and 7518 alone, with nothing of this program: ES256 over "protected.payload" in ASCII.
        var document = Document;
        var input = Encoding.ASCII.GetBytes($"{Part(document, "protected")}.{Part(document, "payload")}");
        Assert.True(pair.VerifyData(input, Base64Url.DecodeFromChars(Part(document, "signature")), HashAlgorithmName.SHA256));
    }

    [Fact]
    public void EveryByteThatIsChanged_InEveryPart_IsSeen()
    {
        var document = Document;
        foreach (var part in new[] { "payload", "protected", "signature" })
        {
            var text = Part(document, part);
            for (var at = 0; at < text.Length; at++)
            {
                foreach (var other in Others(text[at]))
                {
                    var changed = With(document, part, text[..at] + other + text[(at + 1)..]);
                    Assert.False(Verify(changed) is ReceiptCheck.Genuine, $"{part} at {at}: {text[at]} became {other}");
                }
            }
        }
    }

    [Fact]
    public void EveryFieldThatIsChanged_IsSeen()
    {
        var document = Document;
        var payload = JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Part(document, "payload")))) as JsonObject ?? [];
        Assert.True(payload.Count > 10);
        foreach (var field in payload.Select(p => p.Key).ToList())
        {
            var changed = payload.DeepClone() as JsonObject ?? [];
            changed[field] = "another";
            var forged = With(document, "payload", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(changed.ToJsonString())));
            Assert.IsType<ReceiptCheck.NotGenuine>(Verify(forged));
        }
    }

    [Fact]
    public void AnotherKey_IsNotGenuine_AlsoWhereItsIdIsClaimed()
    {
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = ReceiptSignature.Sign(Receipts.Sample, forger);
        Assert.IsType<ReceiptCheck.NotGenuine>(Verify(forged));
        Assert.IsType<ReceiptCheck.NotGenuine>(Verify(With(forged, "protected", Part(Document, "protected"))));

        // A key that says of itself that it is the other.
        Assert.IsType<ReceiptCheck.NotGenuine>(ReceiptVerifier.Verify(Encoding.UTF8.GetBytes(Document), [ReceiptKey.Of(forger) with { Kid = Key.Kid }]));
    }

    [Fact]
    public void OfSeveralKeys_TheOneThatSigned_IsFound()
    {
        using var newer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.IsType<ReceiptCheck.Genuine>(ReceiptVerifier.Verify(Encoding.UTF8.GetBytes(Document), [ReceiptKey.Of(newer), Key]));
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"KID","typ":"eksgrader-receipt+jws"}""")]
    [InlineData("""{"alg":"HS256","kid":"KID","typ":"eksgrader-receipt+jws"}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"eksgrader-receipt+jws","crit":["b64"]}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"eksgrader-receipt+jws","alg":"ES256"}""")]
    public void Header_OfAnotherForm_IsNotGenuine_EvenWithItsRightSignature(string header) =>
        Assert.IsType<ReceiptCheck.NotGenuine>(Verify(SignedAs(header.Replace("KID", Key.Kid, StringComparison.Ordinal), Part(Document, "payload"))));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"form":"eksgrader-deletion-receipt/2"}""")]
    [InlineData("no json")]
    public void Payload_OfAnotherForm_IsNotGenuine_EvenWithItsRightSignature(string payload)
    {
        var header = $$"""{"alg":"ES256","kid":"{{Key.Kid}}","typ":"eksgrader-receipt+jws"}""";
        Assert.IsType<ReceiptCheck.NotGenuine>(Verify(SignedAs(header, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload)))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"payload":1,"protected":2,"signature":3}""")]
    [InlineData("""{"payload":"a","payload":"b","protected":"c","signature":"d"}""")]
    [InlineData("{\"payload\":\"\\ud800\",\"protected\":\"c\",\"signature\":\"d\"}")]
    public void WhatIsNoReceipt_IsRefused(string text) => Assert.IsNotType<ReceiptCheck.Genuine>(Verify(text));

    [Fact]
    public void TruncatedAnywhere_IsNeverGenuine()
    {
        var document = Encoding.UTF8.GetBytes(Document);
        for (var length = 0; length < document.Length; length += 7)
            Assert.IsNotType<ReceiptCheck.Genuine>(ReceiptVerifier.Verify(document.AsMemory(0, length), [Key]));
    }

    [Fact]
    public void TooLarge_IsRefusedUnread() =>
        Assert.IsType<ReceiptCheck.Refused>(ReceiptVerifier.Verify(new byte[ReceiptVerifier.MaximumBytes + 1], [Key]));

    [Fact]
    public void DeeplyNested_IsRefused() => Assert.IsType<ReceiptCheck.Refused>(Verify(new string('[', 100_000)));

    [Fact]
    public void KeyFile_OfEveryForm_GivesTheKey_UnderTheIdThatFollowsFromIt()
    {
        var set = ReceiptSignature.Publish(new ReceiptKeySet([Key]));
        string[] files = [set, set.Replace(Key.Kid, "claimed", StringComparison.Ordinal), JsonNode.Parse(set)?["keys"]?[0]?.ToJsonString() ?? "", pair.ExportSubjectPublicKeyInfoPem()];
        Assert.All(files, file => Assert.Equal(Key, Assert.Single(ReceiptKeyFile.Read(Encoding.UTF8.GetBytes(file)))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"keys":[{"kty":"RSA"}]}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public void KeyFile_WithoutAKey_GivesNone(string file) => Assert.Empty(ReceiptKeyFile.Read(Encoding.UTF8.GetBytes(file)));

    [Fact]
    public void Key_ThatIsNoPointOfTheCurve_ProvesNothing()
    {
        var zeros = Base64Url.EncodeToString(new byte[32]);
        var none = ReceiptKey.Of(zeros, zeros);
        Assert.IsType<ReceiptCheck.NotGenuine>(ReceiptVerifier.Verify(Encoding.UTF8.GetBytes(Document), [none with { Kid = Key.Kid }]));
    }

    // RFC 7638, section 3.1 gives the form for RSA; for EC the members are crv, kty, x and y (section 3.2). RFC 8037's tests are of OKP, so this is RFC 7517's key of A.1.
    [Fact]
    public void Kid_IsTheThumbprint()
    {
        var key = ReceiptKey.Of("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM");
        var expected = SHA256.HashData("""{"crv":"P-256","kty":"EC","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"""u8);
        Assert.Equal(Base64Url.EncodeToString(expected), key.Kid);
    }

    private static IEnumerable<char> Others(char was) => new[] { (char)(was ^ 1), was == 'A' ? 'B' : 'A', '=', ' ' }.Where(c => c != was && c is not '"' and not '\\' && c >= ' ');

    private static string Part(string document, string name)
    {
        using var json = JsonDocument.Parse(document);
        return json.RootElement.GetProperty(name).GetString() ?? "";
    }

    private static string With(string document, string name, string text)
    {
        var json = JsonNode.Parse(document) as JsonObject ?? [];
        json[name] = text;
        return json.ToJsonString();
    }

    private string SignedAs(string header, string payload)
    {
        var head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header));
        var signature = Base64Url.EncodeToString(pair.SignData(Encoding.ASCII.GetBytes($"{head}.{payload}"), HashAlgorithmName.SHA256));
        return JsonSerializer.Serialize(new { payload, @protected = head, signature });
    }

    private ReceiptCheck Verify(string text) => ReceiptVerifier.Verify(Encoding.UTF8.GetBytes(text), [Key]);
}
