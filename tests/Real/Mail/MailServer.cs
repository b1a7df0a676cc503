using System.Text.Json;
using System.Text.RegularExpressions;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Mail;

/// <summary>What the mail server took.</summary>
internal sealed record TakenMail(string To, string MessageId, string Subject, string Text, int Connection, bool Tls, string AutoSubmitted);

/// <summary>
/// A real mail server (Debian's python3-aiosmtpd) that misbehaves as the recipient's address says: <c>greylisted@</c> is told 451,
/// <c>no one@</c> 550, and so on; see <c>server.py</c>. A test asks it over a pipe of files what it took.
/// </summary>
internal sealed partial class MailServer : IAsyncDisposable
{
    private readonly ChildProcess process;
    private readonly string folder;

    private MailServer(ChildProcess process, string folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>What it took, in the order of taking.</summary>
    public IReadOnlyList<TakenMail> Taken => File.Exists(Journal)
        ? [.. File.ReadAllLines(Journal).Select(line => JsonSerializer.Deserialize<TakenMail>(line, JsonSerializerOptions.Web) ?? throw new InvalidDataException(line))]
        : [];

    private string Journal => Path.Combine(folder, "taken.jsonl");

    /// <summary>Starts one. Skips the test where there is no Python or no aiosmtpd on this machine.</summary>
    public static async Task<MailServer> StartAsync(CancellationToken cancellationToken, bool tls = false)
    {
        var python = RealParts.Require("PYTHON");
        var made = Directory.CreateTempSubdirectory("eksgrader-mail-").FullName;
        string[] certificate = tls ? [await CertificateAsync(made, cancellationToken)] : [];
        var child = ChildProcess.Start(python, [Path.Combine(AppContext.BaseDirectory, "Mail", "server.py"), made, .. certificate], ("PYTHONUNBUFFERED", "1"));
        var listening = await ListeningAsync(child, cancellationToken);
        return new MailServer(child, made, int.Parse(listening.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<Match> ListeningAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        try
        {
            return await process.SaysAsync(Listening(), cancellationToken);
        }
        catch (ServerEndedException e) when (e.Message.Contains("No module named 'aiosmtpd'", StringComparison.Ordinal))
        {
            // An installation of before there was a mail server in the tests.
            Assert.SkipUnless(Environment.GetEnvironmentVariable("EKSGRADER_REQUIRE_ALL") == "1", "aiosmtpd is missing: run tests/Real/testbed/install.");
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // A certificate that no one vouches for: what a client must refuse.
    private static async Task<string> CertificateAsync(string folder, CancellationToken cancellationToken)
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=mail.school.example", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var file = Path.Combine(folder, "server.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n", cancellationToken);
        return file;
    }

    [GeneratedRegex(@"listening on (?<port>\d+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
