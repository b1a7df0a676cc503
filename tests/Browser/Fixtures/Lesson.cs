using EksGrader.Checks.Core;
using EksGrader.Simulator;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>A course of one story's own.</summary>
internal static class Lesson
{
    /// <summary>Checks that look at a simulated cluster from every side.</summary>
    public const string Checks = "[{ check: nodes, points: 20 }, { check: replicas, points: 20 }, { check: load-balancer, points: 40 }, { check: cluster-deletion, points: 20 }]";

    /// <summary>A course with an assignment.</summary>
    /// <param name="school">The school.</param>
    /// <param name="checks">What it asks.</param>
    /// <param name="settleFor">How long what may still become right is looked at.</param>
    public static Task<Classroom> BeginAsync(this School school, string checks = Checks, string settleFor = "4s") =>
        Classroom.CreateAsync(school.Service, $"title: {{ en: EKS lab, ko: EKS 실습 }}\nsettleFor: {settleFor}\nrequireEks: true\n", checks);

    /// <summary>A submission of student s-1 that has nodes, and one replica of two; its id.</summary>
    public static async Task<string> FailedAsync(this Classroom room, School school)
    {
        var host = room.NewHost();
        school.Clusters.On(host).Judge = check => check.Value == "replicas"
            ? Verdict.Failed(new LocalizedText("1 of 2 replicas ready", "레플리카 2개 중 1개"))
            : Script.AllIsWell.Judge(check);
        return await room.GradedAsync(host);
    }

    /// <summary>The page of its assignment.</summary>
    public static string Page(this Classroom room) => $"/courses/{room.Course}/assignments/lab";

    /// <summary>The address of student s-1.</summary>
    public static string StudentEmail(this Classroom room) => $"s1@{room.Course}.example";

    /// <summary>The address of the instructor.</summary>
    public static string InstructorEmail(this Classroom room) => $"teacher@{room.Course}.example";

    /// <summary>The kubeconfig that a student who follows the instructions submits.</summary>
    public static string Kubeconfig(this PracticeCluster cluster) => cluster.Access.Kubeconfig ?? throw new InvalidOperationException($"{cluster.Kind} has no kubeconfig.");
}
