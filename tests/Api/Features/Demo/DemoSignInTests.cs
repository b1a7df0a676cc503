using EksGrader.Api.Host.Auth;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Demo;

public sealed class DemoSignInTests(SharedService shared)
{
    [Fact]
    public async Task RealService_HasNoSuchThing()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        using var browser = new WebBrowser(shared.Service);
        Assert.Equal(404, (await SignInAsync(browser, $"teacher@{room.Course}.example")).Status);
    }

    [Fact]
    public async Task Demo_SignsInAnyoneOfItsCourse_AndNoOneElse()
    {
        DemoSignIn? demo = null;
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton(_ => demo ??= new DemoSignIn("demo")));
        (await service.Admin().PostAsync("/api/courses", """{"slug":"demo","title":"Demo"}""")).Is(201);
        (await service.Admin().PutAsync("/api/courses/demo/instructors", """{"instructors":[{"email":"teacher@demo.example"}]}""")).Is(200);
        (await service.Admin().PutAsync("/api/courses/demo/roster", "studentId,name,email\ns-1,A,s1@demo.example\n", "text/csv")).Is(200);
        var other = await Classroom.CreateAsync(service);
        foreach (var email in (string[])["teacher@demo.example", "s1@demo.example"])
        {
            using var browser = new WebBrowser(service);
            Assert.Equal("/courses/demo", browser.Lead(await SignInAsync(browser, email)));
            (await browser.GetAsync("/api/courses/demo")).Is(200);
        }

        using var stranger = new WebBrowser(service);
        Assert.Equal(404, (await SignInAsync(stranger, $"teacher@{other.Course}.example")).Status);
        using var forger = new WebBrowser(service);
        using var forged = new FormUrlEncodedContent([new("Email", "teacher@demo.example")]);
        Assert.Equal(400, (await forger.SendAsync(HttpMethod.Post, DemoSignIn.Address, forged)).Status);
    }

    private static async Task<Reply> SignInAsync(WebBrowser browser, string email)
    {
        var page = await browser.GetAsync("/sign-in");
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", WebBrowser.TokenIn(page.Text)), new("Email", email), new("Back", "/courses/demo")]);
        return await browser.SendAsync(HttpMethod.Post, DemoSignIn.Address, content);
    }
}
