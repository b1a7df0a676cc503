using System.Text;
using EksGrader.Checks.Access;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Tests.Unit.Checks.Access;

public sealed class KubeconfigReaderTests(SampleKubeconfigs made) : IClassFixture<SampleKubeconfigs>
{
    [Fact]
    public void Read_Token_IsAccepted()
    {
        var access = Accepted(made.Yaml());

        Assert.Equal(new Uri("https://abc.gr7.eu-west-1.eks.amazonaws.com/"), access.Server);
        Assert.Equal("abc.def-123", access.Token);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", access.CertificateAuthorityPem, StringComparison.Ordinal);
        Assert.Null(access.ClientKeyPem);
        Assert.DoesNotContain("abc.def-123", access.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ClientCertificate_IsAccepted()
    {
        var access = Accepted(made.Yaml(made.ClientCertificateAndKey));

        Assert.Null(access.Token);
        Assert.Contains("BEGIN CERTIFICATE", access.ClientCertificatePem, StringComparison.Ordinal);
        Assert.Contains("PRIVATE KEY", access.ClientKeyPem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Json_IsAccepted() => Assert.Equal("abc", Accepted(made.Json()).Token);

    [Fact]
    public void Read_BytesWithMark_AreAccepted() => Assert.NotNull(KubeconfigReader.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(made.Yaml())]).Value);

    [Theory]
    [InlineData("https://[2001:db8::1]:6443")]
    [InlineData("https://203.0.113.7")]
    [InlineData("https://rancher.example/k8s/clusters/c-1")]
    [InlineData("HTTPS://cluster.example:443/")]
    [InlineData("https://ABC.gr7.eu-west-1.eks.amazonaws.com:443/")]
    [InlineData("https://abc.gr7.eks-cluster.eu-west-1.api.aws")]
    [InlineData("https://proxy.example/k8s/proxy-1/my%20cluster")]
    public void Read_ServerOfAnyKind_IsAccepted(string server) => Assert.Equal(new Uri(server), Accepted(made.Yaml(server: server)).Server);

    [Theory]
    [InlineData("http://cluster.example", "https")]
    [InlineData("ftp://cluster.example", "address")]
    [InlineData("cluster.example:6443", "address")]
    [InlineData("https://", "address")]
    [InlineData("https:///path", "address")]
    [InlineData("https://user:secret@cluster.example", "password")]
    [InlineData("https://cluster.example/?a=b", "query")]
    [InlineData("https://cluster.example/#a", "fragment")]
    [InlineData("\"https://cluster.example\\n/\"", "address")]
    [InlineData("'https:\\\\cluster.example'", "address")]
    [InlineData("https://cluster.example:99999", "address")]
    [InlineData("[a]", "text")]
    [InlineData("https://ABC.gr7.eu-west-1.eks.amazonaws.com/api/v1/namespaces/default/services/http:x:8080/proxy", "EKS endpoint")]
    [InlineData("https://ABC.gr7.eu-west-1.eks.amazonaws.com//", "EKS endpoint")]
    [InlineData("https://ABC.gr7.eu-west-1.eks.amazonaws.com:8443", "EKS endpoint")]
    [InlineData("https://abc.gr7.eks-cluster.eu-west-1.api.aws./x", "EKS endpoint")]
    [InlineData("https://rancher.example/k8s/clusters/c-1/api/v1/namespaces/x/services/y/proxy/", "proxy")]
    [InlineData("https://203.0.113.7:6443/api/v1/nodes/n/Proxy/x", "proxy")]
    [InlineData("https://203.0.113.7/a/p%72oxy", "proxy")]
    [InlineData("https://203.0.113.7/a%2Fproxy%2Fb", "proxy")]
    [InlineData("https://203.0.113.7/a/%2570roxy", "proxy")]
    [InlineData("https://203.0.113.7/a/%25252525252570roxy", "proxy")]
    public void Read_ServerThatIsNone_IsRefused(string server, string says)
    {
        var fault = OnlyFault(made.Yaml(server: server));

        Assert.Equal(("clusters[0].cluster.server", 8), (fault.Field, fault.Line));
        Assert.Contains(says, fault.Message.En, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("certificate-authority: /etc/passwd", "clusters[0].cluster.certificate-authority")]
    [InlineData("insecure-skip-tls-verify: true", "clusters[0].cluster.insecure-skip-tls-verify")]
    [InlineData("insecure-skip-tls-verify: yes", "clusters[0].cluster.insecure-skip-tls-verify")]
    [InlineData("tls-server-name: other", "clusters[0].cluster.tls-server-name")]
    [InlineData("proxy-url: http://127.0.0.1:3128", "clusters[0].cluster.proxy-url")]
    [InlineData("proxy-url: [x]", "clusters[0].cluster.proxy-url")]
    public void Read_FieldOfClusterThatLeadsElsewhere_IsRefused(string field, string path)
    {
        var fault = OnlyFault(made.Yaml(cluster: field));

        Assert.Equal((path, 10), (fault.Field, fault.Line));
    }

    [Theory]
    [InlineData("insecure-skip-tls-verify: false")]
    [InlineData("proxy-url: ''")]
    [InlineData("tls-server-name:")]
    [InlineData("disable-compression: true")]
    public void Read_FieldOfClusterThatSaysNothing_IsAccepted(string field) => Accepted(made.Yaml(cluster: field));

    [Theory]
    [InlineData("exec: {command: rm, args: [-rf, /]}", "exec")]
    [InlineData("exec: rm", "exec")]
    [InlineData("auth-provider: {name: gcp}", "auth-provider")]
    [InlineData("tokenFile: /var/run/secrets/token", "tokenFile")]
    [InlineData("client-certificate: a.pem", "client-certificate")]
    [InlineData("client-key: a.pem", "client-key")]
    [InlineData("username: admin", "username")]
    [InlineData("password: secret", "password")]
    [InlineData("as: system:admin", "as")]
    [InlineData("as-groups: ['system:masters']", "as-groups")]
    [InlineData("as-uid: '1'", "as-uid")]
    [InlineData("as-user-extra: {a: [b]}", "as-user-extra")]
    public void Read_FieldOfUserThatIsNoInlineCredential_IsRefusedEvenBesideAToken(string field, string path)
    {
        var fault = OnlyFault(made.Yaml($"token: abc\n    {field}"));

        Assert.Equal(($"users[0].user.{path}", 21), (fault.Field, fault.Line));
    }

    [Fact]
    public void Read_EverythingWrong_IsToldAtOnce()
    {
        var faults = KubeconfigReader.Read(made.Yaml(
            "exec: {command: sh}\n    as: root\n    client-key: /k",
            "http://cluster.example",
            "proxy-url: http://p",
            "insecure-skip-tls-verify: true")).Errors;

        Assert.Equal(
            [
                "clusters[0].cluster.proxy-url", "clusters[0].cluster.insecure-skip-tls-verify", "clusters[0].cluster.server",
                "clusters[0].cluster.certificate-authority-data", "users[0].user.exec", "users[0].user.client-key", "users[0].user.as",
            ],
            faults.Select(f => f.Field));
        Assert.All(faults, f => Assert.NotNull(f.Line));
    }

    [Fact]
    public void Read_CredentialsInUnusedEntries_AreNotLookedAt()
    {
        var text = made.Yaml() + "- name: old\n  user:\n    exec: {command: sh}\n- just a text\n";

        Assert.Equal("abc.def-123", Accepted(text).Token);
    }

    [Theory]
    [InlineData("token: \"a\\nb\"", "token")]
    [InlineData("token: \"토큰\"", "token")]
    [InlineData("token: {a: b}", "token")]
    [InlineData("client-key-data: AAAA", "client-certificate-data")]
    [InlineData("client-certificate-data: AAAA", "client-key-data")]
    [InlineData("client-certificate-data: '***'\n    client-key-data: AAAA", "client-certificate-data")]
    [InlineData("client-certificate-data: AAAA\n    client-key-data: AAAA", "client-certificate-data")]
    public void Read_CredentialBroken_IsRefusedAtItsField(string user, string path) =>
        Assert.Equal($"users[0].user.{path}", OnlyFault(made.Yaml(user)).Field);

    [Theory]
    [InlineData("token: abc", "certificate-authority-data: DATA+OMITTED", "clusters[0].cluster.certificate-authority-data")]
    [InlineData("token: REDACTED", null, "users[0].user.token")]
    [InlineData("client-certificate-data: DATA+OMITTED\n    client-key-data: AAAA", null, "users[0].user.client-certificate-data")]
    public void Read_ValueThatKubectlHid_AsksForTheRawOne(string user, string? authority, string path)
    {
        var fault = OnlyFault(made.Yaml(user, authorityField: authority));

        Assert.Equal(path, fault.Field);
        Assert.Contains("--raw", fault.Message.En, StringComparison.Ordinal);
        Assert.Contains("--raw", fault.Message.Ko, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BinaryData_IsTheBase64ThatItSays()
    {
        var folded = string.Join("\n      ", made.Authority.Chunk(64).Select(c => new string(c)));
        var access = Accepted(made.Yaml($"client-certificate-data: !!binary {made.ClientCertificate}\n    client-key-data: !!binary \"{made.ClientKey}\"", authorityField: $"certificate-authority-data: !!binary |\n      {folded}"));

        Assert.Contains("BEGIN CERTIFICATE", access.CertificateAuthorityPem, StringComparison.Ordinal);
        Assert.Contains("PRIVATE KEY", access.ClientKeyPem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token: !!str abc")]
    [InlineData("token: !python/object:os.system abc")]
    [InlineData("token: !!binary {a: b}")]
    public void Read_AnyOtherTag_IsRefused(string user) => Assert.Single(KubeconfigReader.Read(made.Yaml(user)).Errors);

    [Fact]
    public void Read_KeyOfAnotherCertificate_IsRefused()
    {
        var fault = OnlyFault(made.Yaml($"client-certificate-data: {made.ClientCertificate}\n    client-key-data: {made.OtherKey}"));

        Assert.Equal("users[0].user.client-key-data", fault.Field);
        Assert.Contains("does not belong", fault.Message.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("namespace: x")]
    [InlineData("token: ''")]
    public void Read_NoCredential_IsRefused(string user) => Assert.Equal("users[0].user", OnlyFault(made.Yaml(user)).Field);

    [Theory]
    [InlineData("certificate-authority-data: '-'")]
    [InlineData("certificate-authority-data: aGVsbG8=")]
    [InlineData("certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=")]
    [InlineData("other: x")]
    public void Read_AuthorityMissingOrBroken_IsRefused(string field) =>
        Assert.Equal("clusters[0].cluster.certificate-authority-data", OnlyFault(made.Yaml(authorityField: field)).Field);

    [Theory]
    [InlineData("current-context: exam", "", "current-context")]
    [InlineData("current-context: exam", "current-context: other", "current-context")]
    [InlineData("    cluster: eks", "    cluster: other", "contexts[0].context.cluster")]
    [InlineData("    user: student", "    user: other", "contexts[0].context.user")]
    [InlineData("    user: student", "", "contexts[0].context.user")]
    [InlineData("- name: student", "- name: student\n- name: student", "contexts[0].context.user")]
    [InlineData("kind: Config", "kind: Secret", "kind")]
    [InlineData("    cluster: eks", "    cluster: eks\n    cluster: eks", "contexts[0].context.cluster")]
    [InlineData("users:", "usors:", "users")]
    [InlineData("users:", "users: {}\nother:", "users")]
    public void Read_PartsThatDoNotFit_AreRefused(string part, string by, string field) =>
        Assert.Contains(field, KubeconfigReader.Read(made.Yaml().Replace(part, by, StringComparison.Ordinal)).Errors.Select(f => f.Field));

    [Theory]
    [InlineData("")]
    [InlineData(" \n# nothing\n")]
    [InlineData("hello")]
    [InlineData("a: 1")]
    [InlineData("- a")]
    [InlineData("{\"a\":")]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("a: !!binary AAAA")]
    [InlineData("current-context: a\n---\ncurrent-context: b")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]")]
    public void Read_NoKubeconfig_IsRefused(string text) => Assert.Single(KubeconfigReader.Read(text).Errors);

    [Fact]
    public void Read_TooLong_IsRefusedUnread()
    {
        Assert.Contains("64 KiB", Assert.Single(KubeconfigReader.Read(new string('a', 65_537)).Errors).Message.En, StringComparison.Ordinal);
        Assert.Contains("64 KiB", Assert.Single(KubeconfigReader.Read(new string('가', 30_000)).Errors).Message.En, StringComparison.Ordinal);
        Assert.Contains("64 KiB", Assert.Single(KubeconfigReader.Read(new byte[65_537]).Errors).Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyValues_AreRefused() => Assert.Single(KubeconfigReader.Read("a:\n" + string.Concat(Enumerable.Repeat("- b\n", 6_000))).Errors);

    [Fact]
    public void Read_NotUnicode_IsRefused() => Assert.Single(KubeconfigReader.Read([0xFF, 0xFE, 0x00]).Errors);

    private static KubeconfigAccess Accepted(string text)
    {
        var reading = KubeconfigReader.Read(text);
        Assert.Empty(reading.Errors);
        return Assert.IsType<KubeconfigAccess>(reading.Value);
    }

    private static ValidationError OnlyFault(string text)
    {
        var reading = KubeconfigReader.Read(text);
        Assert.Null(reading.Value);
        return Assert.Single(reading.Errors);
    }
}
