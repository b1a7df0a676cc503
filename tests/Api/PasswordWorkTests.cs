using EksGrader.Api.Hosting;
using EksGrader.Tests.Api.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api;

public sealed class PasswordWorkTests
{
    /// <summary>OWASP, "Password Storage Cheat Sheet": PBKDF2-HMAC-SHA512 with 210,000 iterations at least. The other tests' services do less.</summary>
    [Fact]
    public async Task Passwords_CostWhoGuessesThem()
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-passwords-");
        await using (var app = ServiceHost.Build([.. Service.Defaults(folder.FullName)], _ => { }))
            Assert.True(app.Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount >= 210_000);
        folder.Delete(recursive: true);
    }
}
