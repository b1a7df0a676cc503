using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>A roster from a file of a Korean school to the last correction, as an instructor's hands do it.</summary>
public sealed class RosterStoryTests(Campus campus)
{
    [Fact]
    public async Task KoreanExcelFile_IsMappedPreviewedAndTaken_ThenOneStudentIsEditedAndRemoved()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync();
        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        var page = await visit.OpenAsync($"/courses/{room.Course}/roster/upload");

        // CP949, and no addresses in it: the page asks, with the number and the name found already.
        await page.Locator("input[type=file]").SetInputFilesAsync(RosterFiles.At("portal-ko-without-email.csv"));
        await page.Locator("input[name=Mode][value=Add]").CheckAsync();
        await page.Locator("main form button.primary").SendAsync();
        await Expect(page.Locator("#columns")).ToBeVisibleAsync();
        await Expect(page.Locator(".file-lines")).ToContainTextAsync("김민준");
        await Expect(page.Locator("select[name=StudentId]")).ToHaveValueAsync("0");
        await Expect(page.Locator("select[name=Name]")).ToHaveValueAsync("1");
        await page.Locator("select[name=Email]").SelectOptionAsync("0");
        await page.Locator("input[name=Domain]").FillAsync($"{room.Course}.example");
        await page.Locator("main form button.primary").SendAsync();

        await Expect(page.Locator(".preview")).ToContainTextAsync($"20261234@{room.Course}.example");
        Assert.Equal(2, await CountAsync(room));
        await page.Locator("button[name=Step]").SendAsync();
        await Expect(page.Locator("main table tbody tr")).ToHaveCountAsync(4);

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit 이서연" }).SendAsync();
        await page.Locator("input[name=StudentName]").FillAsync("이서영");
        await page.Locator("input[name=Section]").FillAsync("B");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).SendAsync();
        await Expect(page.Locator("main table")).ToContainTextAsync("이서영");

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit 이서영" }).SendAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove 이서영" }).SendAsync();
        await Expect(page.Locator("main table tbody tr")).ToHaveCountAsync(3);

        await page.Locator(".export-menu > summary").ClickAsync();
        foreach (var format in (string[])["csv", "xlsx"])
        {
            var download = await page.RunAndWaitForDownloadAsync(() => page.Locator($".export-list a[href$='format={format}']").ClickAsync());
            Assert.Null(await download.FailureAsync());
        }

        visit.IsCalm();
    }

    private static async Task<int> CountAsync(Classroom room) =>
        (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Is(200).Json.GetProperty("items").GetArrayLength();
}
