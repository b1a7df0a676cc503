using EksGrader.Db.Model;

namespace EksGrader.Tests.Unit.Db.Model;

public sealed class InvitationCodeTests
{
    [Fact]
    public void NewCode_IsReadAsItself_HoweverItIsTyped()
    {
        for (var i = 0; i < 100; i++)
        {
            var code = InvitationCode.New();
            Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$", code);
            Assert.Equal(code, InvitationCode.Read(code));
            Assert.Equal(code, InvitationCode.Read($" {code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)}\n"));
            Assert.Equal(code, InvitationCode.Read(code.Replace('0', 'o').Replace('1', 'l')));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7K3Q-0ZXA-M4TB")]
    [InlineData("7K3Q-0ZXA-M4TB-9WHU")]
    [InlineData("7K3Q-0ZXA-M4TB-9WHE-7K3Q")]
    [InlineData("7K3Q-0ZXA-M4TB-9WH\u0000")]
    public void WhatIsNoCode_IsNone(string? typed) => Assert.Null(InvitationCode.Read(typed));

    [Fact]
    public void LongText_IsNoCode_AndIsNotReadThrough() => Assert.Null(InvitationCode.Read(new string(' ', 1_000_000)));
}
