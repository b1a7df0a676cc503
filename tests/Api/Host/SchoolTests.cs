using System.Buffers.Binary;
using EksGrader.Api.Host.Mail;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Host;

/// <summary>The school's name and logo.</summary>
public sealed class SchoolTests
{
    // A PNG's beginning: all that is looked at. Width and height are at 16 and 20.
    private static byte[] Png(int width, int height, int length = 64)
    {
        var bytes = new byte[length];
        ReadOnlySpan<byte> begin = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
        begin.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    [Fact]
    public async Task NameAndLogo_StandOnPages_AndNameTheSender()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Png(200, 80), TestContext.Current.CancellationToken);
        await using var service = await Service.StartAsync(["--School:Name=한국대 <School>", $"--School:Logo={file}", "--Mail:From=grader@school.example"]);
        using var browser = new WebBrowser(service);
        var page = (await browser.GetAsync("/sign-in")).Is(200).Text;
        Assert.Contains("한국대 &lt;School&gt;", page, StringComparison.Ordinal);
        var address = page.Split("class=\"logo\" src=\"")[1].Split('"')[0];
        var logo = (await browser.GetAsync(address)).Is(200);
        Assert.Equal(("image/png", "nosniff"), (logo.Type, logo.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.Contains("default-src 'none'", logo.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("한국대", service.Services.GetRequiredService<IOptions<MailOptions>>().Value.From, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "is not a PNG")]
    [InlineData("wide", "than 2000 pixels")]
    [InlineData("large", "larger than 256 KiB")]
    [InlineData("", "cannot be read")]
    public async Task WrongLogo_IsNotServed_AndTheChecklistSaysWhy(string content, string said)
    {
        var file = Path.GetTempFileName();
        if (content.Length == 0)
            File.Delete(file);
        else
            await File.WriteAllBytesAsync(file, content switch { "wide" => Png(2001, 10), "large" => Png(10, 10, (256 * 1024) + 1), _ => System.Text.Encoding.UTF8.GetBytes(content) }, TestContext.Current.CancellationToken);
        await using var service = await Service.StartAsync([$"--School:Logo={file}"]);
        using var browser = new WebBrowser(service);
        Assert.DoesNotContain("class=\"logo\"", (await browser.GetAsync("/sign-in")).Is(200).Text, StringComparison.Ordinal);
        (await browser.GetAsync("/school/logo")).Is(404);
        Assert.Contains(said, (await service.Admin().GetAsync("/setup")).Is(200).Text, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task Favicon_IsOurs_AndTheChecklistSaysNothingOfASchoolThatIsNotSet()
    {
        await using var service = await Service.StartAsync([]);
        using var browser = new WebBrowser(service);
        var led = await browser.GetAsync("/favicon.ico");
        Assert.Equal(302, led.Status);
        (await browser.GetAsync(browser.Lead(led) ?? "")).Is(200);
        Assert.DoesNotContain("data-item=\"school\"", (await service.Admin().GetAsync("/setup")).Is(200).Text, StringComparison.Ordinal);
    }
}
