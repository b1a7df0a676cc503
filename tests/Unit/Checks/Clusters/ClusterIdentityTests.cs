using System.Text;
using EksGrader.Checks.Clusters;
using EksGrader.Tests.Support.Net;

namespace EksGrader.Tests.Unit.Checks.Clusters;

public sealed class ClusterIdentityTests
{
    private const string Eks = "0123456789ABCDEF0123456789ABCDEF.gr7.ap-northeast-2.eks.amazonaws.com";
    private const string OtherEks = "FFFF456789ABCDEF0123456789ABCDEF.gr7.ap-northeast-2.eks.amazonaws.com";
    private static readonly DateTimeOffset Made = new(2026, 12, 4, 6, 0, 0, 123, TimeSpan.Zero);

    // Each part: "-" unknown; the time of creation in milliseconds after 06:00.
    [Theory]
    [InlineData("arn 123 - uid -", "arn 123 - uid -", ClusterMatch.Same)]
    [InlineData("- - - uid -", "- - - uid -", ClusterMatch.Same)]
    [InlineData("- - - uid -", "- - - other -", ClusterMatch.Another)]
    [InlineData("arn 123 - - -", "arn 123 - - -", ClusterMatch.Same)]
    [InlineData("arn 123 - - -", "arn 900123 - - -", ClusterMatch.Another)]
    [InlineData("arn 123 - - -", "other 123 - - -", ClusterMatch.Another)]
    [InlineData("arn 123 - - -", "arn - - - -", ClusterMatch.Same)]
    [InlineData("arn 123 - uid -", "arn 900123 - uid -", ClusterMatch.Another)]
    [InlineData("arn 123 - uid -", "arn 123 - other -", ClusterMatch.Another)]
    public void StrongParts_ThatBothKnow_Decide(string one, string other, ClusterMatch expected) => Holds(one, other, expected);

    [Theory]
    [InlineData("arn 123 EKS - ca", "- - EKS uid ca", ClusterMatch.Same)] // ARN only, then UID only
    [InlineData("arn 123 EKS - ca", "- - EKS uid rotated", ClusterMatch.Same)] // AWS gives the host name once, whatever the CA
    [InlineData("arn 123 EKS - ca", "- - LOWER uid -", ClusterMatch.Same)]
    [InlineData("arn 123 EKS - ca", "- - OTHER uid ca", ClusterMatch.Another)]
    [InlineData("- - host.example uid ca", "- - host.example - ca", ClusterMatch.Same)]
    [InlineData("- - host.example uid ca", "- - HOST.example. - ca", ClusterMatch.Same)]
    [InlineData("- - host.example uid ca", "- - host.example - other", ClusterMatch.Another)]
    [InlineData("- - host.example uid ca", "- - elsewhere.example - ca", ClusterMatch.Another)]
    [InlineData("- - host.example uid ca", "- - host.example - -", ClusterMatch.Unknown)]
    [InlineData("arn 123 EKS uid ca", "- - - - -", ClusterMatch.Unknown)]
    public void PartsThatOnlyOneKnows_LeaveItToTheServer(string one, string other, ClusterMatch expected) => Holds(one, other, expected);

    [Fact]
    public void HashOfCa_IsOfTheCertificates_WhateverTheirSpelling()
    {
        using var one = new TestAuthority();
        using var other = new TestAuthority("another authority");
        var hash = ClusterIdentity.HashOfCa(one.Pem);

        Assert.NotNull(hash);
        Assert.Equal(hash, ClusterIdentity.HashOfCa($"a comment\n{one.Pem.ReplaceLineEndings("\r\n")}\n"));
        Assert.Equal(hash, ClusterIdentity.HashOfCa(Convert.ToBase64String(Encoding.ASCII.GetBytes(one.Pem))));
        Assert.NotEqual(hash, ClusterIdentity.HashOfCa(other.Pem));
        Assert.NotEqual(hash, ClusterIdentity.HashOfCa($"{one.Pem}\n{other.Pem}"));
        Assert.Equal(ClusterIdentity.HashOfCa($"{other.Pem}\n{one.Pem}"), ClusterIdentity.HashOfCa($"{one.Pem}\n{other.Pem}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void HashOfCa_OfNoCertificate_IsNone(string pem) => Assert.Null(ClusterIdentity.HashOfCa(pem));

    [Fact]
    public void MomentsAsDatabasesKeepThem_AreTheSame() => Assert.Equal(
        ClusterMatch.Same, (Of("arn 123 - - -") with { CreatedAt = Made.AddTicks(7) }).Compare(Of("arn 123 - - -")));

    [Fact]
    public void Joined_KnowsWhatEitherKnew() =>
        Assert.Equal(Of("arn 123 EKS uid ca"), Of("arn 123 EKS - -").Joined(Of("- - EKS uid ca")));

    private static void Holds(string one, string other, ClusterMatch expected)
    {
        Assert.Equal(expected, Of(one).Compare(Of(other)));
        Assert.Equal(expected, Of(other).Compare(Of(one)));
    }

    private static ClusterIdentity Of(string parts)
    {
        var part = parts.Split(' ').Select(p => p == "-" ? null : p).ToArray();
        var host = part[2] switch
        {
            "EKS" => Eks,
            "LOWER" => Eks.ToLowerInvariant() + ".",
            "OTHER" => OtherEks,
            var other => other,
        };
        return new ClusterIdentity(
            part[0], part[1] is { } milliseconds ? Made.AddMilliseconds(int.Parse(milliseconds, System.Globalization.CultureInfo.InvariantCulture) - 123) : null, host, part[3])
        {
            CaSha256 = part[4],
        };
    }
}
