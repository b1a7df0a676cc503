using EksGrader.Api.Features.Demo;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Support.Api;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>A student's day, on a simulated cluster.</summary>
public sealed class StudentStoryTests(Campus campus)
{
    [Fact]
    public async Task Student_GetsInSubmitsIsGradedAndSignsOut()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync(settleFor: "5m");
        var cluster = school.Take("balancer-arrives");
        await using var visit = await campus.VisitAsync(school.Home);
        var page = visit.Page;

        // In by the invitation, with a password that is long enough; the second use of the link says that it was used.
        var invitation = $"/invitation#code={await school.Service.InviteAsync(room.StudentEmail())}";
        await visit.OpenAsync(invitation);
        var welcome = new WelcomePage(page);

        // The code is gone from the address and from the history, and the other language's page is the same invitation.
        await page.ReadAsync("#f-password");
        Assert.DoesNotContain("code", page.Url, StringComparison.Ordinal);
        Assert.Equal(room.StudentEmail(), await page.Locator("input[name=username]").InputValueAsync());
        await page.Locator(".topbar a[hreflang=ko]").ClickAsync();
        await page.ReadAsync("html[lang=ko] #f-password");
        await page.Locator(".topbar a[hreflang=en]").ClickAsync();
        await page.ReadAsync("html[lang=en] #f-password");
        await welcome.FillAsync("short", "shorter");
        await Expect(page.Locator("#f-password-fault")).ToBeVisibleAsync();
        await Expect(page.Locator("#f-repeated-fault")).ToBeVisibleAsync();
        await welcome.AcceptAsync(WebBrowser.Password);
        await page.Locator($"main a[href*='/courses/{room.Course}']").First.SendAsync();
        await visit.OpenAsync(room.Page());

        // What is no kubeconfig is refused at its field, and stays where it was typed.
        var assignment = new AssignmentPage(page);
        await assignment.ChooseAsync("kubeconfig");
        await assignment.PasteAsync("not: [a kubeconfig");
        await assignment.SubmitAsync();
        await Expect(assignment.KubeconfigFault).ToBeVisibleAsync();
        await Expect(page.Locator("#f-access-kubeconfig")).ToHaveAttributeAsync("aria-invalid", "true");

        // The one that most will paste: answered with its own cluster and region, in one block to copy.
        await assignment.PasteAsync(DemoStage.UsualKubeconfig(cluster));
        await assignment.SubmitAsync();
        await Expect(assignment.Suggestion).ToContainTextAsync(cluster.ClusterName);
        await Expect(assignment.Suggestion).ToContainTextAsync(cluster.Region);
        var copy = assignment.Suggestion.Locator("button[data-copy]");
        await copy.ClickAsync();
        Assert.Contains(cluster.ClusterName, await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"), StringComparison.Ordinal);

        // Tried before it is submitted: nothing was submitted by that, and what was typed is still there.
        await assignment.PasteAsync(cluster.Kubeconfig());
        await assignment.TryAsync();
        await Expect(assignment.TryResult).ToHaveClassAsync("notice good");
        Assert.Equal(0, (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32());

        // Live: the same document all the time, while the load balancer arrives.
        await assignment.SubmitAsync();
        await Expect(assignment.Score).ToContainTextAsync("/ 100");
        await page.EvaluateAsync("() => { window.isSameDocument = true; }");
        await Expect(assignment.Outcome("nodes")).ToHaveTextAsync("passed");
        await Expect(assignment.Outcome("load-balancer")).ToHaveTextAsync("grading");
        await Expect(assignment.Progress).ToContainTextAsync("What may still pass is checked again.");
        cluster.Settle();
        await Expect(assignment.Outcome("load-balancer")).ToHaveTextAsync("passed");
        await Expect(assignment.Score).ToContainTextAsync("80");
        await Expect(assignment.Deletion).ToContainTextAsync("You can delete your cluster now.");
        Assert.True(await page.EvaluateAsync<bool>("() => window.isSameDocument === true"));

        // Evidence as a terminal shows it; what was submitted is shown nowhere.
        var evidence = await assignment.EvidenceAsync("nodes");
        await Expect(evidence.First).ToContainTextAsync("kubectl get nodes");
        await Expect(evidence.First.Locator("pre")).ToContainTextAsync("Ready");
        Assert.DoesNotContain(cluster.ReaderToken, await page.ContentAsync(), StringComparison.Ordinal);

        await page.Locator(".topbar form[action='/sign-out'] button").SendAsync();
        await page.ArriveAsync("**/sign-in");
        await visit.OpenAsync(invitation);
        await Expect(page.Locator("main [role=alert]")).ToContainTextAsync("was already used");
        await visit.OpenAsync("/sign-in");
        await new SignInPage(page).SignInAsync(room.StudentEmail(), WebBrowser.Password);
        visit.IsCalm();
    }

    [Fact]
    public async Task Student_WithoutScript_SubmitsAndSeesTheGrade()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync("[{ check: nodes, points: 20 }, { check: replicas, points: 20 }]");
        var cluster = school.Take("crash-loop");
        await using var visit = await campus.VisitAsync(school.Home, new Window { HasScript = false });
        var page = visit.Page;

        // Nothing takes the code out of the address: the link is pasted into the page.
        var link = new Uri(school.Home, $"/invitation#code={await school.Service.InviteAsync(room.StudentEmail())}");
        await visit.OpenAsync(link.PathAndQuery + link.Fragment);
        await page.Locator("#f-typed").FillAsync(link.ToString());
        await page.Locator("main button.primary").ClickAsync();
        await new WelcomePage(page).AcceptAsync(WebBrowser.Password);
        await visit.OpenAsync(room.Page());
        var assignment = new AssignmentPage(page);
        await assignment.ChooseAsync("kubeconfig");
        await assignment.PasteAsync("nonsense");
        await assignment.SubmitAsync();
        await Expect(assignment.KubeconfigFault).ToBeVisibleAsync();
        await assignment.PasteAsync(cluster.Kubeconfig());
        await assignment.TryAsync();
        await Expect(assignment.TryResult).ToBeVisibleAsync();
        await assignment.PasteAsync(cluster.Kubeconfig());
        await assignment.SubmitAsync();

        // The page reads itself again (meta refresh) until the grade stands; what is opened before closes with the next reading.
        await Expect(assignment.Score).ToContainTextAsync("final");
        await Expect(assignment.Score).ToContainTextAsync("30 / 40");
        await Expect(assignment.Outcome("replicas")).ToHaveTextAsync("partial");
        var evidence = await assignment.EvidenceAsync("replicas");
        await Expect(evidence.First).ToBeVisibleAsync();

        // What is thought to be wrong is appealed, once.
        await assignment.AppealAsync("replicas", "The second replica was ready a minute later.");
        await Expect(assignment.Row("replicas")).ToContainTextAsync("The second replica was ready a minute later.");
        await Expect(assignment.Row("replicas").Locator("textarea[name=reason]")).ToHaveCountAsync(0);
    }
}
